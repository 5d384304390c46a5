"""«Контент сайта — Объявления»."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from crm.dispatch.domain import outage_queries, outage_words
from crm.dispatch.domain.outage_words import Scope
from crm.dispatch.enums import OutageKind
from crm.dispatch.models import Outage
from crm.shell.viewsets import DomainCreateView, DomainEditView, DomainIndexView, DomainInspectView, DomainViewSet
from sites_cms.alerts.domain import alerts, shown
from sites_cms.alerts.domain.shown import State
from sites_cms.alerts.enums import AlertKind
from sites_cms.alerts.forms import AlertForm
from sites_cms.alerts.models import Alert


class AlertFilter(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        label="Вид", choices=AlertKind.choices, empty_label="Все", widget=forms.RadioSelect
    )

    class Meta:
        model = Alert
        fields: list[str] = []


class WhereColumn(Column):
    cell_template_name = "site_alerts/where_cell.html"

    def get_value(self, instance: Any) -> Any:
        return list(instance.houses.all())


class SpanColumn(Column):
    cell_template_name = "site_alerts/span_cell.html"


class StateColumn(Column):
    cell_template_name = "dispatch/outage_stage_cell.html"

    def get_value(self, instance: Any) -> State:
        return shown.state_of(instance, timezone.now())


class AlertIndexView(DomainIndexView):
    add_label = "Вывесить объявление"
    page_title = "Объявления на сайте"
    results_template_name = "site_alerts/results.html"

    def get_base_queryset(self) -> QuerySet[Alert]:
        return self.own(Alert.objects.select_related("outage").prefetch_related("houses"))

    def _get_title_column(self, field_name: str, column_class: type[Column] = TitleColumn, **kwargs: Any) -> Column:
        """The first column opens the alert's page, where it is taken down with one button."""
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


class AlertCreateView(DomainCreateView):
    page_title = "Объявления на сайте"
    page_subtitle = "Новое объявление"
    template_name = "site_alerts/create.html"
    submit_button_label = "Вывесить"
    success_message = "Вывешено. %(object)s"

    def get_initial(self) -> dict[str, Any]:
        """With `?outage=` the form says what the dispatcher says to callers, until the outage ends."""
        return super().get_initial() | (_of_outage(self.request) or {})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | _looks(context["form"])

    def get_success_url(self) -> str:
        return reverse("site_alerts:inspect", args=[self.object.pk])


class AlertEditView(DomainEditView):
    template_name = "site_alerts/edit.html"
    success_message = "Сохранено. %(object)s"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | _looks(context["form"])

    def get_success_url(self) -> str:
        return reverse("site_alerts:inspect", args=[self.object.pk])


class AlertScreenView(DomainInspectView):
    """How it looks on the site, where and until when."""

    page_title = "Объявление"
    template_name = "site_alerts/alert.html"

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Alert:
        rows = self.own(Alert.objects.select_related("outage", "created_by").prefetch_related("houses"))
        return get_object_or_404(rows, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "alert": self.object,
            "state": shown.state_of(self.object, timezone.now()),
        }


class AlertViewSet(DomainViewSet):
    """«Объявления»: short words above the site's pages."""

    model = Alert
    name = "site_alerts"
    url_prefix = "site/alerts"
    icon = "info-circle"
    form = AlertForm
    index_view_class = AlertIndexView
    add_view_class = AlertCreateView
    edit_view_class = AlertEditView
    inspect_view_class = AlertScreenView
    inspect_view_enabled = True
    inspect_template_name = AlertScreenView.template_name
    inspect_view_fields = ["text"]  # the page draws the rest by itself
    add_template_name = AlertCreateView.template_name
    filterset_class = AlertFilter
    search_fields = ["text"]
    search_backend_name = None
    list_per_page = 50
    list_display: list[Any] = [
        "text",
        Column("kind", label="Вид", accessor="get_kind_display", sort_key="kind"),
        WhereColumn("houses", label="Где"),
        SpanColumn("starts_at", label="Висит", sort_key="starts_at"),
        StateColumn("state", label="Сейчас"),
    ]


def _looks(form: AlertForm) -> dict[str, Any]:
    """What the form says now in the look of each kind; a script of the page goes on with it."""
    kind, text, link = (str(form[name].value() or "") for name in ("kind", "text", "link"))
    shown_kind = int(kind) if kind.isdigit() else AlertKind.NOTICE
    looks = [Alert(kind=one, text=text or "Текст объявления", link=link or "#") for one in AlertKind]
    return {"looks": looks, "shown_kind": shown_kind}


def _of_outage(request: HttpRequest) -> dict[str, Any] | None:
    number = request.GET.get("outage", "")
    if not number.isdigit() or len(number) > 9:
        return None
    outage = outage_queries.with_places(Outage.objects.filter(pk=number)).first()
    if outage is None or outage.is_over:
        return None
    now = timezone.now()
    said = outage_words.sentence_of(outage, now=now, scope=Scope.ANYWHERE)
    houses = list(dict.fromkeys(str(place.house) for place in outage.places.all()))
    return {
        "kind": AlertKind.EMERGENCY if outage.kind == OutageKind.EMERGENCY else AlertKind.WORKS,
        "text": Truncator(said).chars(alerts.LONGEST),
        "houses": "\n".join(houses),
        "starts_at": now,
        "ends_at": outage.ends_at if outage.ends_at and outage.ends_at > now else None,
        "outage": outage.pk,
    }
