from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.widgets.button import Button

from crm.company import rights
from crm.company.domain import office_calendar, office_schedules, offices
from crm.company.domain.opening_hours import Schedule, hours_on, state_at
from crm.company.domain.week_words import hours_in_words, week_lines
from crm.company.forms.offices import OfficeForm, SpecialDayForm
from crm.company.models import Office, SpecialDay
from crm.shell.viewsets import (
    DomainCreateView,
    DomainDeleteView,
    DomainEditView,
    DomainIndexView,
    DomainInspectView,
    DomainViewSet,
)
from identity.may import may


class OfficeTable(Table):
    """Reads the schedules of all its rows at once, when the first is drawn."""

    @cached_property
    def clock(self) -> datetime:
        return office_schedules.local_clock()

    @cached_property
    def schedules(self) -> dict[int, Schedule]:
        return office_schedules.schedules_of(self.data, first=self.clock.date())


class AddressColumn(Column):
    cell_template_name = "company/office_address_cell.html"


class TodayColumn(Column):
    """Today's hours; the table has the schedules of all its rows."""

    cell_template_name = "company/office_today_cell.html"

    def get_cell_context_data(self, instance: Office, parent_context: Any) -> dict[str, Any]:
        table: OfficeTable = parent_context["table"]
        schedule = table.schedules[instance.pk]
        hours = hours_on(schedule, table.clock.date())
        words = hours_in_words(hours.intervals) if hours.intervals else "закрыто"
        shown = {"hours": words, "reason": hours.reason, "state": state_at(schedule, table.clock)}
        return super().get_cell_context_data(instance, parent_context) | shown


class StateColumn(TodayColumn):
    cell_template_name = "company/office_state_cell.html"


class OfficeIndexView(DomainIndexView):
    add_label = "Добавить офис"
    page_title = "Управление офисами"
    results_template_name = "company/office_results.html"
    table_class = OfficeTable

    def get_base_queryset(self) -> QuerySet[Office]:
        return office_schedules.offices_with_hours()

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        calendar = Button("Особые дни", reverse("special_days:index"), icon_name="calendar-alt", priority=10)
        return [*super().header_more_buttons, calendar]


class OfficeCreateView(DomainCreateView):
    page_title = "Управление офисами"
    page_subtitle = "Новый офис"
    submit_button_label = "Добавить"
    success_message = "Офис «%(object)s» добавлен."
    template_name = "company/office_form.html"


class _WithCalendar:
    """What is said of an office's coming days stands below its form and on the page that only shows it."""

    object: Office
    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # Wagtail's view
        may_edit = may(self.request.user, rights.MANAGE_OFFICES)
        calendar = office_calendar.calendar_of(self.object)
        return context | {"calendar": calendar, "may_edit": may_edit}


class OfficeEditView(_WithCalendar, DomainEditView):
    success_message = "Офис «%(object)s» сохранён."
    template_name = "company/office_form.html"


class OfficeInspectView(_WithCalendar, DomainInspectView):
    page_title = "Управление офисами"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"week": week_lines(office_schedules.week_of(self.object))}


class OfficeViewSet(DomainViewSet):
    """«Компания — Управление офисами»."""

    model = Office
    name = "offices"
    icon = "site"
    form = OfficeForm
    index_view_class = OfficeIndexView
    add_view_class = OfficeCreateView
    edit_view_class = OfficeEditView
    inspect_view_class = OfficeInspectView
    edit_template_name = "company/office_form.html"
    create_template_name = "company/office_form.html"
    inspect_view_enabled = True
    inspect_template_name = "company/office_inspect.html"
    list_per_page = office_schedules.MOST_OFFICES
    list_filter = ["is_active"]
    list_display: list[Any] = [
        "name",
        AddressColumn("address", label="Адрес и телефон"),
        TodayColumn("today", label="Сегодня"),
        StateColumn("now", label="Сейчас"),
    ]


class SpecialDayIndexView(DomainIndexView):
    add_label = "Добавить особый день"
    page_title = "Особые дни"
    results_template_name = "company/special_day_results.html"

    def get_base_queryset(self) -> QuerySet[SpecialDay]:
        return SpecialDay.objects.select_related("office")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        back = Button("Офисы", reverse("offices:index"), icon_name="site", priority=10)
        return [*super().header_more_buttons, back]


class _BackToOffice:
    """A special day is mostly reached from its office."""

    object: SpecialDay

    def get_success_url(self) -> str:
        if self.object.office_id:
            return f"{reverse('offices:edit', args=[self.object.office_id])}#osobye-dni"
        return reverse("special_days:index")


class SpecialDayCreateView(_BackToOffice, DomainCreateView):
    page_title = "Особые дни"
    page_subtitle = "Новый особый день"
    submit_button_label = "Добавить"
    success_message = "Особый день сохранён: %(object)s."

    def get_initial_form_instance(self) -> SpecialDay:
        """«?office=3&date=2027-02-20»: what the link was about."""
        asked, day = self.request.GET.get("office", ""), self.request.GET.get("date", "")
        office = Office.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
        asked_for = SpecialDay(office=office)
        if read := _read_date(day):
            asked_for.date = read
        return asked_for


class SpecialDayEditView(_BackToOffice, DomainEditView):
    success_message = "Особый день сохранён: %(object)s."


class SpecialDayDeleteView(_BackToOffice, DomainDeleteView):
    page_title = "Убрать особый день"
    success_message = "Особый день убран: %(object)s. В этот день офис снова работает как обычно."

    def delete_action(self) -> None:
        offices.remove_special_day(self.object, by=self.request.user)


class SpecialDayViewSet(DomainViewSet):
    """Closed days, short days and open days off of all offices."""

    absent = DomainViewSet.absent - {"delete"}
    model = SpecialDay
    name = "special_days"
    icon = "calendar-alt"
    form = SpecialDayForm
    index_view_class = SpecialDayIndexView
    add_view_class = SpecialDayCreateView
    edit_view_class = SpecialDayEditView
    delete_view_class = SpecialDayDeleteView
    list_per_page = 50
    ordering = "-date"
    list_filter = ["office"]
    list_display: list[Any] = [
        "date",
        Column("office", label="Офис", accessor=lambda day: day.office or "все офисы"),
        Column("hours", label="Часы", accessor=office_calendar.special_words),
        "reason",
    ]


def _read_date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:  # 31 February
        return None
