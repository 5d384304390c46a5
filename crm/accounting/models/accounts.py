from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q

from crm.accounting.enums import Kind
from crm.accounting.models.houses import House

_KEEP_BALANCE = """
    INSERT INTO accounting_balancechange (account_id, balance, balance_on, import_run_id, by_id, at)
    SELECT added.id, added.balance, added.balance_on,
        nullif(current_setting('burmistr.import_run', true), '')::bigint,
        nullif(current_setting('burmistr.person', true), '')::bigint, now()
    FROM {rows};
    RETURN NULL;
"""

NO_NAME = "."  # how the manual writes the first name and patronymic of a legal entity


class Account(models.Model):
    """A personal account. `balance` is in roubles, positive for a debt, negative for an overpayment (the manual)."""

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
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
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
        if not self.flat:
            return "" if self.kind == Kind.FLAT else self.get_kind_display().lower()
        prefix = {Kind.FLAT: "кв.", Kind.PARKING: "м/м", Kind.STORAGE: "кл."}.get(Kind(self.kind), "")
        return f"{prefix} {self.flat}".strip()
