from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from places.enums import MOVES, AskState, SettlementKind
from places.names import name_key


class FederalDistrict(models.Model):
    code = models.SlugField("код", max_length=20, unique=True)
    name = models.CharField("короткое название", max_length=50, help_text="Например, «Центральный».")
    full_name = models.CharField("полное название", max_length=100)
    order = models.PositiveSmallIntegerField("порядок", default=0)

    class Meta:
        verbose_name = "федеральный округ"
        verbose_name_plural = "федеральные округа"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.full_name


class Region(models.Model):
    code = models.CharField("код субъекта РФ", max_length=2, unique=True, help_text="Две цифры, как в ГАР (ФИАС).")
    name = models.CharField("название", max_length=100, unique=True)
    district = models.ForeignKey(
        FederalDistrict, models.PROTECT, related_name="regions", verbose_name="федеральный округ"
    )
    time_zone = models.CharField(
        "часовой пояс", max_length=50, help_text="Часовой пояс столицы региона по базе IANA: Asia/Yekaterinburg."
    )

    class Meta:
        verbose_name = "регион"
        verbose_name_plural = "регионы"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    name = models.CharField("название", max_length=100)
    name_key = models.CharField("ключ поиска", max_length=100, editable=False)
    kind = models.CharField("вид", max_length=10, choices=SettlementKind, default=SettlementKind.CITY)
    region = models.ForeignKey(Region, models.PROTECT, related_name="settlements", verbose_name="регион")
    is_active = models.BooleanField(
        "используется", default=True, help_text="Снимите отметку, чтобы населённый пункт больше не предлагался."
    )

    class Meta:
        verbose_name = "населённый пункт"
        verbose_name_plural = "населённые пункты"
        ordering = ["name_key", "region__name"]
        indexes = [
            # Serves «=» and LIKE 'перм%' whatever the database's collation is.
            models.Index(fields=["name_key"], name="places_settlement_prefix", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name", "kind"],
                name="places_settlement_unique",
                violation_error_message="Такой населённый пункт в этом регионе уже есть.",
            ),
            # «Орёл» and «Орел» are one town.
            models.UniqueConstraint(
                fields=["region", "name_key", "kind"],
                name="places_settlement_unique_key",
                violation_error_message="Такой населённый пункт в этом регионе уже есть.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)


class TownAsk(models.Model):
    """«Нет вашего города?»: a company asks for a settlement that the directory has not.

    Operators see the company and the place. Who asked is kept as the number of a row in the company's schema: to whom
    the answer is written is looked up there.
    """

    tenant = models.ForeignKey("tenants.Tenant", models.CASCADE, related_name="+", verbose_name="кто просит")
    asked_by_id = models.BigIntegerField("номер сотрудника в компании", editable=False)
    name = models.CharField("название", max_length=100)
    name_key = models.CharField(max_length=100, editable=False)
    kind = models.CharField("вид", max_length=10, choices=SettlementKind)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="регион")
    state = models.CharField("состояние", max_length=7, choices=AskState, default=AskState.WAITING)
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="добавлен как"
    )
    answer = models.TextField("ответ", blank=True)
    created_at = models.DateTimeField("попросили", auto_now_add=True)
    answered_at = models.DateTimeField("ответили", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="кто ответил",
    )

    class Meta:
        verbose_name = "просьба о городе"
        verbose_name_plural = "просьбы о городах"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="places_ask_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "region", "name_key", "kind"],
                condition=Q(state=AskState.WAITING),
                name="places_ask_once",
            ),
            models.CheckConstraint(
                condition=Q(state=AskState.WAITING, answered_at=None)
                | Q(~Q(state=AskState.WAITING), answered_at__isnull=False),
                name="places_ask_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(state=AskState.ADDED, settlement__isnull=False)
                | Q(~Q(state=AskState.ADDED), settlement=None),
                name="places_ask_added_what",
            ),
            models.CheckConstraint(condition=~Q(state=AskState.REFUSED) | ~Q(answer=""), name="places_ask_refused_why"),
        ]
        triggers = [pgtrigger.FSM(name="ask_moves", field="state", transitions=[(str(a), str(b)) for a, b in MOVES])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}, {self.region.name}"
