from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.widgets import Media, Script
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from crm.company.domain import offices
from crm.company.domain.office_schedules import intervals_of, offices_with_hours, week_of
from crm.company.forms.hours import DayHoursField
from crm.company.models import Office, SpecialDay, Weekday
from identity.models import User

_OFFICES_MEDIA = Media(
    js=[Script("crm/offices.js", defer=True)],  # type: ignore[list-item]  # stubs know only paths yet
    css={"all": ["crm/offices.css"]},
)


class OfficeForm(WagtailAdminModelForm):
    """«Управление офисами»: manual, section 8, «Основные настройки модуля "Запись на прием"»."""

    class Meta:
        model = Office
        fields = [
            "name", "address", "directions", "phones", "minutes_per_visitor", "closed_on_holidays", "order",
            "is_active",
        ]  # fmt: skip
        widgets = {"directions": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        week = week_of(self.instance) if self.instance.pk else offices.USUAL_WEEK
        for day in Weekday:
            field = DayHoursField(label=day.label.capitalize(), initial=week.get(day, ()))
            self.fields[f"day{day.value}"] = field

    @property
    def media(self) -> Media:
        return super().media + _OFFICES_MEDIA

    @property
    def place(self) -> Iterator[forms.BoundField]:
        """What stands before the week."""
        return (self[name] for name in ("name", "address", "directions", "phones"))

    @property
    def week(self) -> Iterator[forms.BoundField]:
        """A row for each weekday."""
        return (self[f"day{day.value}"] for day in Weekday)

    @property
    def rest(self) -> Iterator[forms.BoundField]:
        """What stands after the week."""
        return (self[name] for name in ("closed_on_holidays", "minutes_per_visitor", "order", "is_active"))

    def _post_clean(self) -> None:
        """The rules are the domain function's, which the view calls; the model's own check would say them twice."""

    def apply(self, *, by: User) -> Office:
        before = Office.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        week = {day.value: self.cleaned_data[f"day{day.value}"] for day in Weekday}
        return offices.save_office(before, **values, week=week, by=by)


class SpecialDayForm(WagtailAdminModelForm):
    """A date that is unlike its weekday."""

    office = forms.ModelChoiceField(
        offices_with_hours().prefetch_related(None),
        label="Офис",
        required=False,
        empty_label="Все офисы компании",
    )
    hours = DayHoursField(label="Часы приёма", breaks=1, off_label="закрыто весь день")

    class Meta:
        model = SpecialDay
        fields = ["date", "reason"]
        widgets = {"date": AdminDateInput()}

    field_order = ["office", "date", "hours", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].initial = self.instance.office_id
        self.fields["hours"].initial = intervals_of(self.instance)

    @property
    def media(self) -> Media:
        return super().media + _OFFICES_MEDIA

    def _post_clean(self) -> None:
        """The rules are the domain function's, which the view calls; the model's own check would say them twice."""

    def apply(self, *, by: User) -> SpecialDay:
        before = SpecialDay.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        values = self.cleaned_data
        return offices.save_special_day(
            before, office=values["office"], day=values["date"], intervals=values["hours"], reason=values["reason"],
            by=by,
        )  # fmt: skip
