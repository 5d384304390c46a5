import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

DAY = 24 * 60  # minutes
WEEK = 7 * DAY


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, "понедельник"
    TUESDAY = 1, "вторник"
    WEDNESDAY = 2, "среда"
    THURSDAY = 3, "четверг"
    FRIDAY = 4, "пятница"
    SATURDAY = 5, "суббота"
    SUNDAY = 6, "воскресенье"


class Office(models.Model):
    """A place where residents are received. Never deleted: one that closed is switched off and stays in history.

    On the site stands what is active and has an address.
    """

    name = models.CharField(
        "название", max_length=100, help_text="Как его зовут жители: «Центральный офис», «Касса на Мира»."
    )
    address = models.CharField(
        "адрес", max_length=300, blank=True, help_text="Пока адреса нет, офис не показан на сайте."
    )
    directions = models.TextField(
        "как пройти", max_length=500, blank=True, help_text="«Вход со двора, домофон 1», «второй этаж, есть пандус»."
    )
    phones = models.CharField("телефоны", max_length=120, blank=True, help_text="Два номера пишите через запятую.")
    closed_on_holidays = models.BooleanField(
        "закрыт в праздничные дни",
        default=True,
        help_text="По производственному календарю России, с переносами выходных.",
    )
    minutes_per_visitor = models.PositiveSmallIntegerField(
        "минут на одного посетителя", default=15, help_text="По столько минут нарезается время записи на приём."
    )
    order = models.PositiveSmallIntegerField("место в списке", default=100, help_text="Чем меньше число, тем выше.")
    is_active = models.BooleanField(
        "работает", default=True, help_text="Снимите, если офис закрылся: с сайта он уйдёт, в истории останется."
    )

    class Meta:
        verbose_name = "офис"
        verbose_name_plural = "офисы"
        ordering = ["order", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_office_of_a_name", violation_error_message="Офис с таким названием уже есть."
            ),
            models.CheckConstraint(
                condition=Q(minutes_per_visitor__range=(5, 240)),
                name="visitor_takes_5_to_240_minutes",
                violation_error_message="На одного посетителя бывает от 5 до 240 минут.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class WorkingInterval(models.Model):
    """When an office receives on a weekday, in minutes since midnight: 9:00 is 540, the end of the day is 1440.

    A break is the gap between two intervals of one day. Work across midnight is an interval up to 1440 and one from
    0 of the next day.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="intervals", verbose_name="офис")
    weekday = models.PositiveSmallIntegerField("день недели", choices=Weekday.choices)
    opens = models.PositiveSmallIntegerField("открывается, минут от полуночи")
    closes = models.PositiveSmallIntegerField("закрывается, минут от полуночи")

    class Meta:
        verbose_name = "часы приёма"
        verbose_name_plural = "часы приёма"
        ordering = ["office", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="seven_days_in_a_week"),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes"), closes__lte=DAY), name="office_closes_after_it_opens"
            ),
            # Exclusion by office and time would ask for btree_gist, a contrib extension. So every minute of every
            # office's week gets a number of its own, and ranges of numbers need only what PostgreSQL has built in.
            ExclusionConstraint(
                name="hours_of_an_office_do_not_overlap",
                expressions=[
                    (
                        Func(
                            F("office_id") * Value(WEEK) + F("weekday") * Value(DAY) + F("opens"),
                            F("office_id") * Value(WEEK) + F("weekday") * Value(DAY) + F("closes"),
                            function="int8range",
                        ),
                        "&&",
                    )
                ],
            ),
        ]


class SpecialDay(models.Model):
    """A date that is unlike its weekday: closed (`opens` is empty), shorter, or open on a day off.

    Without an office it is the whole company's; an office's own goes before that. Both go before a holiday.
    """

    office = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="special_days",
        verbose_name="офис",
    )
    date = models.DateField("дата")
    opens = models.PositiveSmallIntegerField("открывается, минут от полуночи", null=True, blank=True)
    closes = models.PositiveSmallIntegerField("закрывается, минут от полуночи", null=True, blank=True)
    break_starts = models.PositiveSmallIntegerField("перерыв с, минут от полуночи", null=True, blank=True)
    break_ends = models.PositiveSmallIntegerField("перерыв до, минут от полуночи", null=True, blank=True)
    reason = models.CharField(
        "причина", max_length=200, help_text="Её увидят жители: «Переезд», «Рабочая суббота», «Короткий день»."
    )

    class Meta:
        verbose_name = "особый день"
        verbose_name_plural = "особые дни"
        ordering = ["date", "office__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "date"],
                nulls_distinct=False,
                name="one_special_day_of_an_office_and_date",
                violation_error_message="На эту дату особый день уже есть: измените его.",
            ),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes"), closes__lte=DAY),
                name="special_day_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(break_starts=None, break_ends=None)
                | Q(
                    opens__isnull=False,
                    break_starts__isnull=False,
                    break_ends__isnull=False,
                    break_starts__gt=F("opens"),
                    break_starts__lt=F("break_ends"),
                    break_ends__lt=F("closes"),
                ),
                name="break_of_a_special_day_is_inside",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="special_day_has_a_reason"),
        ]
        indexes = [models.Index(fields=["date"], name="special_days_by_date")]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}, {self.office or 'все офисы'}"
