from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import number_format

from rich_text.fields import HtmlField
from sites_cms.pages.enums import SIMPLE


class Vacancy(models.Model):
    """Somebody whom the company looks for. Open while it is active, to the end of `open_until` if it has one."""

    title = models.CharField("должность", max_length=120)
    slug = models.SlugField("адрес", max_length=80, unique=True)
    pay_from = models.PositiveIntegerField("зарплата от, ₽ в месяц", null=True, blank=True)
    pay_to = models.PositiveIntegerField("зарплата до, ₽ в месяц", null=True, blank=True)
    schedule = models.CharField("график", max_length=120, blank=True)
    text = HtmlField("обязанности, требования, условия", features=["h2", *SIMPLE])
    phone = models.CharField("телефон", max_length=60, blank=True)
    open_until = models.DateField("открыта до", null=True, blank=True)
    is_active = models.BooleanField("активна", default=True)
    published_on = models.DateField("опубликована", default=timezone.localdate)

    class Meta:
        verbose_name = "вакансия"
        verbose_name_plural = "вакансии"
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pay_from=None) | Q(pay_to=None) | Q(pay_to__gte=F("pay_from")),
                name="pay_goes_upwards",
                violation_error_message="«До» меньше, чем «от».",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="vacancy_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def pay(self) -> str:
        """«от 45 000 до 60 000 ₽»; empty if nothing is said of it."""
        if self.pay_from == self.pay_to:
            return f"{_roubles(self.pay_from)}\N{NO-BREAK SPACE}₽" if self.pay_from else ""
        ends = [f"{word} {_roubles(sum_)}" for word, sum_ in (("от", self.pay_from), ("до", self.pay_to)) if sum_]
        return f"{' '.join(ends)}\N{NO-BREAK SPACE}₽" if ends else ""

    def is_open(self, today: date) -> bool:
        """The company still looks for somebody."""
        return self.is_active and (self.open_until is None or self.open_until >= today)


def _roubles(sum_: int) -> str:
    return str(number_format(sum_, force_grouping=True))
