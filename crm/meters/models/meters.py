from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q

from crm.accounting.models import Account, House
from crm.imports.tracing import traced
from crm.meters.enums import UNITS, Resource


class Meter(models.Model):
    """A meter of a flat (`account`) or of a whole house (`house`). Never deleted: one that was taken off stays.

    `digits` are those before the comma: a meter of five goes from 99999 to 0. `next_verification_on` is counted from
    the day on which the meter was made (manual, section 13). Values are in the unit of the resource.
    """

    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meters",
        verbose_name="лицевой счёт",
    )
    house = models.ForeignKey(
        House, on_delete=models.PROTECT, null=True, blank=True, related_name="meters", verbose_name="дом"
    )
    resource = models.CharField("что считает", max_length=5, choices=Resource)
    number = models.CharField("номер прибора", max_length=40, db_collation="C")
    model = models.CharField("марка", max_length=80, blank=True)
    tariffs = models.PositiveSmallIntegerField("тарифов", default=1, db_default=1)
    digits = models.PositiveSmallIntegerField("цифр до запятой", default=5, db_default=5)
    place = models.CharField("где стоит", max_length=80, blank=True, help_text="«Кухня», «санузел», «подвал».")
    installed_on = models.DateField("установлен", null=True, blank=True)
    next_verification_on = models.DateField(
        "дата следующей поверки",
        null=True,
        blank=True,
        help_text="По паспорту прибора: считается от дня, когда его сделали на заводе, а не от установки.",
    )
    last_check_on = models.DateField(
        "дата последней проверки показаний",
        null=True,
        blank=True,
        help_text="Когда сотрудник последний раз сверял показания на месте.",
    )
    seal = models.CharField("номер пломбы", max_length=40, blank=True)
    is_automatic = models.BooleanField("передаёт показания сам", default=False, db_default=False)
    read_by_supplier = models.BooleanField("показания снимает поставщик", default=False, db_default=False)
    is_active = models.BooleanField("действует", default=True, db_default=True)
    removed_on = models.DateField("снят", null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name="стоит вместо",
    )
    created_at = models.DateTimeField("добавлен", auto_now_add=True)
    updated_at = models.DateTimeField("изменён", auto_now=True)

    class Meta:
        verbose_name = "прибор учёта"
        verbose_name_plural = "приборы учёта"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["number"], name="meter_by_number"),
            models.Index(fields=["next_verification_on"], name="meter_by_verification", condition=Q(is_active=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(account=None, house__isnull=False) | Q(account__isnull=False, house=None),
                name="meter_of_a_flat_or_a_house",
            ),
            models.UniqueConstraint(
                fields=["account", "house", "resource", "number"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="one_active_meter_of_a_number",
                violation_error_message="Такой прибор здесь уже есть.",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="meter_has_a_number"),
            models.CheckConstraint(
                condition=Q(tariffs=1) | Q(tariffs__range=(1, 3), resource=Resource.ELECTRICITY),
                name="only_electricity_has_tariffs",
                violation_error_message="Несколько тарифов бывает только у электроэнергии, и не больше трёх.",
            ),
            models.CheckConstraint(
                condition=Q(digits__range=(1, 9)),
                name="meter_has_1_to_9_digits",
                violation_error_message="Цифр до запятой бывает от 1 до 9.",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, removed_on=None) | Q(is_active=False, removed_on__isnull=False),
                name="meter_that_is_off_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(installed_on=None) | Q(removed_on=None) | Q(installed_on__lte=F("removed_on")),
                name="meter_is_taken_off_after_it_was_set",
            ),
        ]
        triggers = [*traced(), pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_resource_display()} № {self.number}"

    @property
    def unit(self) -> str:
        """«м³», «кВт·ч», «Гкал»."""
        return UNITS[Resource(self.resource)]

    @property
    def limit(self) -> Decimal:
        """The value at which the dial begins anew."""
        return Decimal(10) ** self.digits
