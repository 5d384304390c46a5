from decimal import Decimal

import pgtrigger
from django.contrib.admin.decorators import display
from django.db import models
from django.db.models import Q

from crm.accounting.enums import Kind

NO_NAME = "."  # how the manual writes the first name and patronymic of a legal entity


class House(models.Model):
    """An address that the УК manages.

    `settlement_id` names a row of the platform's directory; no foreign key crosses into `public`. `match_key` is
    the address as `domain/addresses.py` compares it: «ул. Ленина, д. 86» and «Ленина 86» are one house.
    """

    settlement_id = models.BigIntegerField("населённый пункт", null=True, editable=False)
    region = models.CharField("регион", max_length=100, blank=True)
    city = models.CharField("населённый пункт", max_length=120)
    street = models.CharField("улица", max_length=120)
    number = models.CharField("номер дома", max_length=30)
    match_key = models.CharField(max_length=400, unique=True, db_collation="C", editable=False)
    address_key = models.CharField("адрес", max_length=400, db_collation="C", editable=False)
    section = models.ForeignKey(
        "rights.Section", on_delete=models.PROTECT, null=True, blank=True, related_name="houses", verbose_name="участок"
    )
    responsible = models.ForeignKey(
        "company.Employee",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="houses",
        verbose_name="кто отвечает за дом",
    )
    created_at = models.DateTimeField("добавлен", auto_now_add=True)
    updated_at = models.DateTimeField("изменён", auto_now=True)

    class Meta:
        verbose_name = "дом"
        verbose_name_plural = "дома"
        ordering = ["address_key", "pk"]
        indexes = [models.Index(fields=["address_key"], name="house_by_address")]

    def __str__(self) -> str:
        return f"{self.city}, {self.address}"

    @property
    def address(self) -> str:
        """Street and number, as a caller says them."""
        return f"{self.street}, д. {self.number}"

    @display(description="Адрес", ordering="address_key")
    def listed_address(self) -> str:
        """The address as the first column of a list: with its heading and order."""
        return self.address


class Account(models.Model):
    """A personal account. `balance` is in roubles, positive for a debt, negative for an overpayment (the manual)."""

    number = models.CharField("лицевой счёт", max_length=30, db_collation="C")
    house = models.ForeignKey(
        House, on_delete=models.PROTECT, related_name="accounts", db_index=False, verbose_name="дом"
    )
    kind = models.CharField("вид помещения", max_length=10, choices=Kind, default=Kind.FLAT)
    flat = models.CharField("квартира, помещение", max_length=30, blank=True)
    flat_key = models.CharField("квартира, помещение", max_length=120, blank=True, db_collation="C", editable=False)
    area = models.DecimalField("площадь, м²", max_digits=8, decimal_places=2, null=True, blank=True)
    last_name = models.CharField("фамилия или название", max_length=200)
    first_name = models.CharField("имя", max_length=100, blank=True)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    name_key = models.CharField("собственник", max_length=402, db_collation="C", editable=False)
    balance = models.DecimalField("баланс", max_digits=14, decimal_places=2, default=Decimal(0))
    balance_on = models.DateField("баланс изменён", null=True, blank=True, editable=False)
    is_active = models.BooleanField("действует", default=True)
    closed_on = models.DateField("отключён с", null=True, blank=True)
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
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

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
