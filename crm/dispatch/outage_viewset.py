"""«Диспетчерская — Отключения»: the list, the form, the page of one."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from crm.accounting import rights as accounting
from crm.accounting.domain.queries import search_houses
from crm.accounting.models import House
from crm.dispatch import rights
from crm.dispatch.domain import outage_queries, outage_words
from crm.dispatch.domain.bursts import Burst, burst_at
from crm.dispatch.domain.outage_places import spots_of
from crm.dispatch.enums import OutageKind, Supply
from crm.dispatch.forms.outages import OutageForm
from crm.dispatch.models import Outage, OutageChange
from crm.dispatch.outage_buttons import buttons
from crm.journal.domain.showing import change_in_words
from crm.request_types.models import RequestType
from crm.rights.domain.rows import within
from crm.shell.viewsets import DomainCreateView, DomainEditView, DomainIndexView, DomainInspectView, DomainViewSet
from identity.may import may

_LABEL = "dispatch.outage"
_STATES = {
    "on": ("Идут", Q(stage=0)),
    "today": ("Идут и начнутся сегодня", None),
    "planned": ("Запланированы", Q(stage=1)),
    "over": ("Прошли", Q(stage=2)),
}


def _own_houses(request: HttpRequest) -> QuerySet[House]:
    return within(House.objects.filter(outages__isnull=False).distinct(), accounting.SEE_ACCOUNTS, user=request.user)  # type: ignore[arg-type]  # staff


class OutageFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label="Когда",
        method="by_state",
        choices=[(code, label) for code, (label, _) in _STATES.items()],
        empty_label="Все",
        widget=forms.RadioSelect,
    )
    house = django_filters.ModelChoiceFilter(
        method="by_house", queryset=_own_houses, label="Дом", empty_label="Все дома"
    )
    kind = django_filters.ChoiceFilter(
        label="Какое", choices=OutageKind.choices, empty_label="Все", widget=forms.RadioSelect
    )
    supply = django_filters.MultipleChoiceFilter(
        label="Чего нет", choices=Supply.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Outage
        fields: list[str] = []

    def by_state(self, outages: QuerySet[Outage], name: str, value: Any) -> QuerySet[Outage]:
        _, stage = _STATES[value]
        return outages.filter(outage_queries.of_today(timezone.now()) if stage is None else stage)

    def by_house(self, outages: QuerySet[Outage], name: str, value: Any) -> QuerySet[Outage]:
        return outages.filter(pk__in=value.outages.values("outage"))


class PlacesColumn(Column):
    cell_template_name = "dispatch/outage_places_cell.html"

    def get_value(self, instance: Any) -> Any:
        return list(instance.places.all())


class StageColumn(Column):
    cell_template_name = "dispatch/outage_stage_cell.html"

    def get_value(self, instance: Any) -> Any:
        return outage_words.stage_of(instance, timezone.now())


class SpanColumn(Column):
    cell_template_name = "dispatch/outage_span_cell.html"


class OutageIndexView(DomainIndexView):
    add_label = "Объявить отключение"
    page_title = "Отключения"
    results_template_name = "dispatch/outage_results.html"

    def get_base_queryset(self) -> QuerySet[Outage]:
        rows = self.own(Outage.objects.all())
        return outage_queries.with_places(outage_queries.by_stage(rows, timezone.now()))

    def search_queryset(self, queryset: QuerySet[Outage]) -> QuerySet[Outage]:
        """By the address."""
        if not self.search_query:
            return queryset
        houses = search_houses(House.objects.all(), self.search_query)
        return queryset.filter(Q(pk__in=Outage.objects.filter(places__house__in=houses).values("pk")))

    def _get_title_column(self, field_name: str, column_class: type[Column] = TitleColumn, **kwargs: Any) -> Column:
        """The first column opens the outage's page, for those who may change it too."""
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


class _WarnsOfLateNotice:
    """A planned outage is kept however late it is announced, but whoever announces it hears of the law."""

    request: HttpRequest
    object: Outage
    form: Any

    def get_success_url(self) -> str:
        outage = self.object
        if "starts_at" in self.form.changed_data and outage_words.is_told_late(
            outage.kind, outage.starts_at, told_at=timezone.now()
        ):
            messages.warning(
                self.request,
                "О плановом отключении предупреждают не позднее чем за 10 рабочих дней (ПП РФ 354, п. 31 «н»), "
                "а до этого осталось меньше.",
            )
        return reverse("outages:inspect", args=[outage.pk])


class OutageCreateView(_WarnsOfLateNotice, DomainCreateView):
    page_title = "Отключения"
    page_subtitle = "Новое отключение"
    template_name = "dispatch/outage_create.html"
    submit_button_label = "Объявить"
    success_message = "Объявлено. %(object)s."

    def get_initial(self) -> dict[str, Any]:
        """The place is known from the address (`?house=&entrance=&riser=&supply=`); with `?type=` from a burst."""
        asked, given = self.request.GET, super().get_initial()
        house = self._house()
        if house is None:
            return given
        given |= {name: asked[name] for name in ("entrance", "riser", "supply", "kind") if asked.get(name)}
        burst = self.burst
        if burst is None:
            return {**given, "house": str(house)}
        found = {"entrance": burst.spot.entrance, "riser": burst.spot.riser, "supply": burst.supply}
        numbers = ",".join(str(number) for number in burst.requests)
        return {**found, **given, "house": str(house), "requests": numbers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"burst": None if context["form"].is_bound else self.burst}

    @property
    def burst(self) -> Burst | None:
        """What the calls of the last minutes say of the house and the type in the address."""
        if not hasattr(self, "_burst"):
            number, house = self.request.GET.get("type", ""), self._house()
            kind = RequestType.objects.filter(pk=number).first() if number.isdigit() else None
            self._burst = burst_at(house, kind) if house and "type" in self.request.GET else None
        return self._burst

    def _house(self) -> House | None:
        number = self.request.GET.get("house", "")
        rows = within(House.objects.all(), accounting.SEE_ACCOUNTS, user=self.request.user)  # type: ignore[arg-type]  # staff
        return rows.filter(pk=number).first() if number.isdigit() and len(number) < 10 else None


class OutageEditView(_WarnsOfLateNotice, DomainEditView):
    template_name = "dispatch/outage_edit.html"
    success_message = "Сохранено. %(object)s."


class OutageScreenView(DomainInspectView):
    """The outage: what to say, where, what was said before, and the requests about it."""

    page_title = "Отключение"
    template_name = "dispatch/outage.html"

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Outage:
        rows = self.own(Outage.objects.select_related("created_by"))
        return get_object_or_404(outage_queries.with_places(rows), pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, outage, now = self.request.user, self.object, timezone.now()
        manages, joins = may(user, rights.MANAGE_OUTAGES), may(user, rights.EDIT_REQUESTS)
        history = outage_queries.history_of(outage)
        scope = outage_queries.scope_of(spots_of(outage))
        return super().get_context_data(**kwargs) | {
            "outage": outage,
            "stage": outage_words.stage_of(outage, now),
            "sentence": "" if outage.is_over else outage_words.sentence_of(outage, now=now, scope=scope),
            "told_late": outage_words.is_told_late(outage.kind, outage.starts_at, told_at=_told_at(outage, history)),
            "history": [(one, _in_words(one)) for one in history],
            "requests": outage_queries.requests_of(outage, user=user),
            "to_join": outage_queries.requests_to_join(outage, user=user) if joins and not outage.is_over else [],
            "manages": manages,
            "joins": joins,
            "buttons": buttons.shown_to(user, outage),
        }


class OutageViewSet(DomainViewSet):
    """«Диспетчерская — Отключения»."""

    model = Outage
    name = "outages"
    url_prefix = "dispatch/outages"
    icon = "circle-xmark"
    form = OutageForm
    index_view_class = OutageIndexView
    add_view_class = OutageCreateView
    edit_view_class = OutageEditView
    inspect_view_class = OutageScreenView
    inspect_view_enabled = True
    inspect_template_name = OutageScreenView.template_name
    inspect_view_fields = ["supply"]  # the page draws the rest by itself
    add_template_name = OutageCreateView.template_name
    filterset_class = OutageFilter
    search_fields = ["reason"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["stage", "-starts_at", "-pk"]
    list_display: list[Any] = [
        "__str__",
        PlacesColumn("places", label="Где"),
        SpanColumn("starts_at", label="С и до", sort_key="starts_at"),
        StageColumn("stage", label="Сейчас"),
    ]


def _told_at(outage: Outage, history: list[OutageChange]) -> Any:
    """When the beginning that stands now was told."""
    return next((one.at for one in history if "starts_at" in one.changes), outage.created_at)


def _in_words(change: OutageChange) -> list[Any]:
    return [change_in_words(_LABEL, name, pair) for name, pair in change.changes.items()]
