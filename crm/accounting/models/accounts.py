from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q

from crm.accounting.enums import Kind
from crm.accounting.models.houses import House
from crm.accounting.models.keys import BARE_NUMBER, FIRM, NAME_WORDS, PATRONYMIC
from crm.imports.tracing import traced

_KEEP_BALANCE = """
    INSERT INTO accounting_balancechange (account_id, balance, balance_on, import_run_id, by_id, at)
    SELECT added.id, added.balance, added.balance_on,
        nullif(current_setting('burmistr.import_run', true), '')::bigint,
        nullif(current_setting('burmistr.person', true), '')::bigint, now()
    FROM {rows};
    RETURN NULL;
"""

# What a statement itself says of `debt_since` is left as it says: an undo puts back since when it was.
_DEBT_ADDED = """
    NEW.debt_since := coalesce(NEW.balance_on, current_date);
    NEW.debt_is_older := true;
    RETURN NEW;
"""
_DEBT_BEGUN = """
    IF OLD.balance > 0 AND OLD.debt_since IS NOT NULL THEN
        NEW.debt_since := OLD.debt_since;
        NEW.debt_is_older := OLD.debt_is_older;
    ELSE
        NEW.debt_since := coalesce(NEW.balance_on, current_date);
        NEW.debt_is_older := OLD.balance_on IS NULL;
    END IF;
    RETURN NEW;
"""
_DEBT_ENDED = """
    NEW.debt_since := NULL;
    NEW.debt_is_older := false;
    RETURN NEW;
"""
_WITHOUT_START = pgtrigger.Condition("NEW.balance > 0 AND NEW.debt_since IS NULL")

NO_NAME = "."  # how the manual writes the first name and patronymic of a legal entity


class Account(models.Model):
    """A personal account. `balance` is in roubles, positive for a debt, negative for an overpayment (the manual).

    `balance_on` is the date of which the balance is true ("данные на дату"); None while nobody has said a balance.
    `debt_since` is the date of the first data since which every balance was a debt; `debt_is_older` says that the debt
    was there already when we first heard of the account. Both are kept by the database.
    """

    number = models.CharField("лицевой счёт", max_length=30, db_collation="C")
    house = models.ForeignKey(
        House, on_delete=models.PROTECT, related_name="accounts", db_index=False, verbose_name="дом"
    )
    kind = models.CharField("вид помещения", max_length=10, choices=Kind, default=Kind.FLAT)
    flat = models.CharField("квартира, помещение", max_length=30, blank=True)
    flat_key = models.CharField("квартира, помещение", max_length=120, blank=True, db_collation="C", editable=False)
    entrance = models.PositiveSmallIntegerField("подъезд", null=True, blank=True)
    floor = models.SmallIntegerField("этаж", null=True, blank=True)
    area = models.DecimalField("площадь, м²", max_digits=8, decimal_places=2, null=True, blank=True)
    last_name = models.CharField("фамилия или название", max_length=200)
    first_name = models.CharField("имя", max_length=100, blank=True)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    name_key = models.CharField("собственник", max_length=402, db_collation="C", editable=False)
    balance = models.DecimalField("баланс", max_digits=14, decimal_places=2, default=Decimal(0))
    balance_on = models.DateField("баланс на дату", null=True, blank=True, editable=False)
    debt_since = models.DateField("в долгу с", null=True, blank=True, editable=False)
    debt_is_older = models.BooleanField("долг старше данных", default=False, db_default=False, editable=False)
    is_active = models.BooleanField("действует", default=True)
    closed_on = models.DateField("отключён с", null=True, blank=True)
    predecessor = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="successor",
        verbose_name="счёт прежнего собственника",
    )
    created_at = models.DateTimeField("добавлен", auto_now_add=True)
    updated_at = models.DateTimeField("изменён", auto_now=True)

    class Meta:
        verbose_name = "лицевой счёт"
        verbose_name_plural = "лицевые счета"
        ordering = ["house__address_key", "flat_key", "pk"]
        indexes = [
            models.Index(fields=["house", "flat_key"], name="account_by_house"),
            models.Index(fields=["name_key"], name="account_by_name"),
            models.Index(NAME_WORDS[0], NAME_WORDS[1], F("flat_key"), name="account_by_words"),
            models.Index(NAME_WORDS[1], PATRONYMIC, name="account_by_first_name"),
            models.Index(BARE_NUMBER, name="account_by_number"),
            models.Index(FIRM, condition=Q(first_name=NO_NAME), name="account_by_firm"),
            models.Index(fields=["-balance", "id"], condition=Q(is_active=True, balance__gt=0), name="account_debtor"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(is_active=True), name="account_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="account_has_number"),
            models.CheckConstraint(condition=~Q(last_name=""), name="account_has_owner"),
            models.CheckConstraint(condition=Q(area__gt=0) | Q(area=None), name="account_area_positive"),
            models.CheckConstraint(
                condition=Q(is_active=True, closed_on=None) | Q(is_active=False, closed_on__isnull=False),
                name="account_closed_has_date",
            ),
        ]
        triggers = [
            *traced(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="debt_added",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=_WITHOUT_START,
                func=_DEBT_ADDED,
            ),
            pgtrigger.Trigger(
                name="debt_begun",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=_WITHOUT_START,
                func=_DEBT_BEGUN,
            ),
            pgtrigger.Trigger(
                name="debt_ended",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.balance <= 0 AND NEW.debt_since IS NOT NULL"),
                func=_DEBT_ENDED,
            ),
            pgtrigger.Trigger(
                name="balance_added",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="added"),
                func=_KEEP_BALANCE.format(
                    rows="added WHERE added.balance_on IS NOT NULL",
                ),
            ),
            pgtrigger.Trigger(
                name="balance_changed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="before", new="added"),
                func=_KEEP_BALANCE.format(
                    rows="added JOIN before USING (id) "
                    "WHERE (added.balance, added.balance_on) IS DISTINCT FROM (before.balance, before.balance_on)",
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.owner}"

    @property
    def is_legal_entity(self) -> bool:
        """A company or an entrepreneur: the whole name stands in `last_name`."""
        return self.first_name == NO_NAME

    @property
    def owner(self) -> str:
        """The whole name of a person or a legal entity."""
        if self.is_legal_entity:
            return self.last_name
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    @property
    def premises(self) -> str:
        """«кв. 12», «машиноместо 3», «пом. 7Н»; empty if nothing is known."""
        return premises_name(Kind(self.kind), self.flat)


def premises_name(kind: Kind, number: str) -> str:
    """«кв. 12», «м/м 3», «пом. 7Н»; without a number only what it is, and nothing for a flat."""
    if not number:
        return "" if kind == Kind.FLAT else kind.label.lower()
    prefix = {Kind.FLAT: "кв.", Kind.PARKING: "м/м", Kind.STORAGE: "кл."}.get(kind, "")
    return f"{prefix} {number}".strip()
