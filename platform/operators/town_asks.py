"""«Просьбы о городах»: what companies miss in the directory, and the answer to it."""

from typing import Any

from django import forms
from django.contrib import messages as notes
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from identity.guards import operators_only
from identity.policies import allow_only
from places.domain import asks
from places.enums import SettlementKind
from places.models import Region, TownAsk
from tenants.errors import DomainError

allow_only(TownAsk, "view")


class TownForm(forms.Form):
    """The settlement as it goes into the directory: as the company wrote it, mended by the operator."""

    name = forms.CharField(label="Название", max_length=100)
    kind = forms.ChoiceField(label="Вид", choices=SettlementKind.choices)
    region = forms.ModelChoiceField(label="Регион", queryset=Region.objects.all(), empty_label=None)


@operators_only
@require_POST
def add_town(request: HttpRequest, pk: int) -> HttpResponse:
    """«Добавить и ответить»."""
    form = TownForm(request.POST)
    if not form.is_valid():
        notes.error(request, "Заполните название, вид и регион.")
        return redirect("town_asks:inspect", pk)
    try:
        added = asks.add_town(_find(pk), **form.cleaned_data, by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        notes.error(request, str(error))
    else:
        notes.success(request, f"«{added}» есть в справочнике, просившим отправлен ответ.")
    return redirect("town_asks:inspect", pk)


@operators_only
@require_POST
def refuse_town(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отказать»."""
    try:
        asks.refuse_town(_find(pk), reason=request.POST.get("reason", ""), by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        notes.error(request, str(error))
    else:
        notes.success(request, "Отказано, просившему отправлен ответ.")
    return redirect("town_asks:inspect", pk)


def _find(pk: int | str) -> TownAsk:
    return get_object_or_404(asks.asks(), pk=pk)


class TownAskIndexView(generic.IndexView):
    page_title = "Просьбы о городах"

    def get_base_queryset(self) -> QuerySet[TownAsk]:
        return asks.asks()


class TownAskPage(generic.InspectView):
    template_name = "operators/town_ask.html"
    page_title = "Просьба о городе"

    def get_object(self, queryset: Any = None) -> TownAsk:
        return _find(self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"name": self.object.name, "kind": self.object.kind, "region": self.object.region_id}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"ask": self.object, "form": TownForm(initial=told, label_suffix="")}


class TownAskViewSet(ModelViewSet):
    """What is asked and by which company; of the person nothing but the company is shown."""

    model = TownAsk
    name = "town_asks"
    icon = "help"
    form_fields = ["name"]
    copy_view_enabled = False
    add_to_admin_menu = False
    inspect_view_enabled = True
    index_view_class = TownAskIndexView
    inspect_view_class = TownAskPage
    list_per_page = 50
    list_display: list[Any] = [
        TitleColumn("__str__", label="Что просят", url_name="town_asks:inspect"),
        Column("tenant", label="Компания"),
        Column("state", label="Состояние", accessor="get_state_display", sort_key="state"),
        DateColumn("created_at", label="Попросили", sort_key="created_at"),
    ]
    list_filter = ["state", "region"]
    search_fields = ["name"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/add/", add_town, name="add_town"),
            path("<int:pk>/refuse/", refuse_town, name="refuse_town"),
        ]
