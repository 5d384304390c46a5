from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button

from crm.meters import rights
from crm.meters.domain import queries, windows
from crm.meters.domain.verification import state_of
from crm.meters.exports import HEADINGS, MetersExportMixin
from crm.meters.filters import HouseMeterFilter, MeterFilter
from crm.meters.forms.meters import HouseMeterForm, MeterForm
from crm.meters.models import Meter
from crm.meters.page import meter_buttons, page_of
from crm.shell.viewsets import DomainCreateView, DomainEditView, DomainIndexView, DomainInspectView, DomainViewSet
from identity.may import may


class PlaceColumn(Column):
    """The house, the flat and the account."""

    cell_template_name = "meters/place_cell.html"


class LastReadingColumn(Column):
    cell_template_name = "meters/last_reading_cell.html"

    def get_value(self, instance: Any) -> Any:
        return next(iter(instance.last_readings), None)


class VerificationColumn(Column):
    cell_template_name = "meters/verification_cell.html"

    def get_value(self, instance: Meter) -> Any:
        return state_of(instance, today=windows.today())


class MeterIndexView(MetersExportMixin, DomainIndexView):
    add_label = "Добавить прибор"
    page_title = "Список приборов ИПУ"
    results_template_name = "meters/meter_results.html"

    def get_base_queryset(self) -> QuerySet[Meter]:
        meters = queries.meters_with_places().filter(account__isnull=False)
        return queries.with_last_readings(meters)

    def search_queryset(self, queryset: QuerySet[Meter]) -> QuerySet[Meter]:
        return queries.search_meters(queryset, self.search_query)

    @cached_property
    def columns(self) -> list[Any]:
        """The first column leads to the meter's page and not to its form."""
        title = self._get_title_column_class(TitleColumn)
        number = title("number", label="Прибор", accessor=str, get_url=self.get_inspect_url, sort_key="number")
        return [number, *super().columns]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if may(self.request.user, rights.IMPORT_METERS):
            url = reverse("import_meters")
            buttons.append(Button("Загрузить из файла", url, icon_name="upload", priority=10))
        return buttons


class HouseMeterIndexView(MeterIndexView):
    page_title = "Общедомовые приборы"
    results_template_name = "meters/house_meter_results.html"

    def get_base_queryset(self) -> QuerySet[Meter]:
        meters = queries.meters_with_places().filter(house__isnull=False)
        return queries.with_last_readings(meters)

    def search_queryset(self, queryset: QuerySet[Meter]) -> QuerySet[Meter]:
        return queries.search_house_meters(queryset, self.search_query)


class _MeterCreateView(DomainCreateView):
    page_title = "Показания ИПУ"
    submit_button_label = "Добавить"
    success_message = "Прибор %(object)s добавлен."
    error_message = "Не сохранено: исправьте отмеченное ниже."

    def get_initial(self) -> dict[str, Any]:
        """From the account's screen the account is known already."""
        return {**super().get_initial(), **self.request.GET.dict()}

    def get_success_url(self) -> str:
        return reverse("meters:inspect", args=[self.object.pk])


class MeterCreateView(_MeterCreateView):
    page_subtitle = "Новый прибор учёта"


class HouseMeterCreateView(_MeterCreateView):
    page_subtitle = "Новый общедомовой прибор"


class MeterEditView(DomainEditView):
    object: Meter
    success_message = "Прибор %(object)s сохранён."
    error_message = "Не сохранено: исправьте отмеченное ниже."

    def get_success_url(self) -> str:
        return reverse("meters:inspect", args=[self.object.pk])


class MeterInspectView(DomainInspectView):
    """The meter's page: what is known of it, its readings, its history, what can be done."""

    object: Meter
    page_title = "Прибор учёта"
    template_name = "meters/meter.html"

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Meter:
        meters = queries.meters_with_places().select_related("replaces", "replaced_by")
        return get_object_or_404(self.own(meters), pk=self.pk)

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [*super().header_more_buttons, *meter_buttons(self.object, user=self.request.user)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | page_of(self.object, user=self.request.user)


class MeterViewSet(DomainViewSet):
    """«Показания ИПУ — Список приборов ИПУ»."""

    model = Meter
    name = "meters"
    icon = "order"
    form = MeterForm
    index_view_class = MeterIndexView
    add_view_class = MeterCreateView
    edit_view_class = MeterEditView
    inspect_view_class = MeterInspectView
    inspect_view_enabled = True
    inspect_template_name = MeterInspectView.template_name
    inspect_view_fields = ["number"]  # the page draws the rest by itself
    filterset_class = MeterFilter
    search_fields = ["number"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["account__house__address_key", "account__flat_key", "pk"]
    list_export = list(HEADINGS)  # Wagtail shows its buttons when there are some
    export_filename = "pribory-ucheta"
    list_display: list[Any] = [
        PlaceColumn("account", label="Где стоит", sort_key="account__house__address_key"),
        LastReadingColumn("last", label="Последнее показание", classname="num"),
        VerificationColumn("next_verification_on", label="Поверка до", sort_key="next_verification_on"),
    ]


class HouseMeterViewSet(DomainViewSet):
    """«Показания ИПУ — Общедомовые приборы»: a list of their own; page and form are those of every meter."""

    absent = DomainViewSet.absent | {"edit"}
    model = Meter
    name = "house_meters"
    icon = "home"
    form = HouseMeterForm
    index_view_class = HouseMeterIndexView
    add_view_class = HouseMeterCreateView
    filterset_class = HouseMeterFilter
    search_fields = ["number"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["house__address_key", "resource", "pk"]
    list_export = list(HEADINGS)
    export_filename = "obshchedomovye-pribory"
    list_display = MeterViewSet.list_display

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        one = {"edit_url_name": "meters:edit", "inspect_url_name": "meters:inspect"}
        return super().get_common_view_kwargs(**kwargs) | one
