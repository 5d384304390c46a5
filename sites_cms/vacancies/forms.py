from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from identity.models import User
from sites_cms.vacancies.domain import vacancies
from sites_cms.vacancies.domain.vacancies import Told
from sites_cms.vacancies.models import Vacancy


class VacancyForm(WagtailAdminModelForm):
    """«Вакансия»."""

    class Meta:
        model = Vacancy
        fields = ["title", "pay_from", "pay_to", "schedule", "text", "phone", "open_until", "is_active"]
        widgets = {"open_until": AdminDateInput}
        help_texts = {
            "title": "Например, «Слесарь-сантехник».",
            "pay_from": "В рублях за месяц. Можно указать только «от», только «до» или ничего.",
            "schedule": "Например, «5/2, с 8 до 17».",
            "phone": "Куда звонить. Пусто — на сайте стоит телефон офиса.",
            "open_until": "В этот день вакансия ещё видна. Пусто — пока не снимете отметку «Активна».",
            "is_active": "Снимите, чтобы убрать с сайта. Без открытых вакансий раздела нет в меню.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("pay_from", "pay_to"):
            self.fields[name].widget = forms.NumberInput(attrs={"min": 1, "step": 1, "inputmode": "numeric"})

    def apply(self, *, by: User) -> Vacancy:
        """Announce or change. Raises DomainError."""
        before = Vacancy.objects.get(pk=self.instance.pk) if self.instance.pk else None
        return vacancies.save(before, Told(**self.cleaned_data), by=by)
