from decimal import Decimal
from typing import Any

from django.contrib.admin.decorators import display
from django.core.files.storage import Storage, storages
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from crm.accounting.models.keys import HOUSE, STREET
from crm.imports.tracing import traced


def private_files() -> Storage:
    """Photos of houses are shown to those who are signed in."""
    return storages["private"]


def _area(name: str) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        name, max_digits=9, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


_PARTS = ("flats_area", "commercial_area", "common_area")
_ZERO = Value(Decimal(0), output_field=models.DecimalField(max_digits=9, decimal_places=2))


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
    fias_id = models.UUIDField("идентификатор ФИАС", null=True, blank=True)
    cadastral_number = models.CharField("кадастровый номер", max_length=40, blank=True, default="", db_default="")
    built_in = models.PositiveSmallIntegerField("год постройки", null=True, blank=True)
    floors = models.PositiveSmallIntegerField("этажей", null=True, blank=True)
    entrances = models.PositiveSmallIntegerField("подъездов", null=True, blank=True)
    total_area = _area("общая площадь дома, м²")
    flats_area = _area("площадь жилых помещений, м²")
    commercial_area = _area("площадь нежилых помещений, м²")
    common_area = _area("площадь общего имущества, м²")
    photo = models.FileField("фотография", storage=private_files, max_length=200, blank=True, default="", db_default="")
    dispatcher_note = models.TextField(
        "памятка диспетчеру",
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text="«Ключ от подвала в кв. 5», «домофон 12К3456».",
    )
    created_at = models.DateTimeField("добавлен", auto_now_add=True)
    updated_at = models.DateTimeField("изменён", auto_now=True)

    class Meta:
        verbose_name = "дом"
        verbose_name_plural = "дома"
        ordering = ["address_key", "pk"]
        triggers = traced()
        indexes = [
            models.Index(fields=["address_key"], name="house_by_address"),
            models.Index(STREET, HOUSE, name="house_by_street"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(built_in__range=(1700, 2100)),
                name="house_built_in_a_known_year",
                violation_error_message="Год постройки — от 1700 до 2100.",
            ),
            models.CheckConstraint(
                condition=Q(floors__range=(1, 100)),
                name="house_has_1_to_100_floors",
                violation_error_message="Этажей бывает от 1 до 100.",
            ),
            models.CheckConstraint(
                condition=Q(entrances__range=(1, 50)),
                name="house_has_1_to_50_entrances",
                violation_error_message="Подъездов бывает от 1 до 50.",
            ),
            models.CheckConstraint(
                condition=Q(*(Q(**{f"{name}__gte": 0}) | Q(**{name: None}) for name in ("total_area", *_PARTS))),
                name="house_areas_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(total_area=None)
                | Q(total_area__gte=sum((Coalesce(F(name), _ZERO) for name in _PARTS), start=_ZERO)),
                name="house_parts_within_total_area",
            ),
            models.CheckConstraint(
                condition=Q(cadastral_number="") | Q(cadastral_number__regex=r"^\d{2}:\d{2}:\d{1,7}:\d{1,9}$"),
                name="house_cadastral_number_readable",
            ),
        ]

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
