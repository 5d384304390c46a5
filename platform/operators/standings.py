"""«Кончаются деньги»: whose money is low or over, who is suspended, and the respite with its reason."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, TitleColumn

from billing.domain.dunning import outlook
from billing.domain.forecast import forecast
from billing.models import Standing
from crm.billing.domain.dunning import spare
from crm.shell.viewsets import DomainIndexView, DomainInspectView, DomainViewSet
from identity.guards import operators_only
from identity.models import User
from identity.policies import allow_only
from tenants.errors import DomainError

allow_only(Standing, "view")


class SpareForm(forms.Form):
    """Until when, and why."""

    until = forms.DateField(
        label="Не приостанавливать до", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label="Почему", max_length=300, help_text="Это увидит и компания в своём журнале.")

    def apply(self, standing: Standing, *, by: User) -> Standing:
        """Give the respite."""
        return spare(standing.tenant, **self.cleaned_data, by=by)


class StandingIndexView(DomainIndexView):
    page_title = "Кончаются деньги"
    results_template_name = "operators/standing_results.html"

    def get_base_queryset(self) -> QuerySet[Standing]:
        return Standing.objects.select_related("tenant", "invoice").filter(low_since__isnull=False)


class StandingPage(DomainInspectView):
    template_name = "operators/standing.html"
    page_title = "Деньги компании"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing: Standing = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "standing": standing,
            "forecast": forecast(standing.tenant),
            "outlook": outlook(standing.tenant),
            "form": SpareForm(label_suffix=""),
        }


@operators_only
@require_POST
def give_respite(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отсрочить»."""
    standing = get_object_or_404(Standing.objects.select_related("tenant"), pk=pk)
    form = SpareForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("standings:inspect", pk)
    try:
        form.apply(standing, by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{standing.tenant}: отсрочка до {date_format(form.cleaned_data['until'])}.")
    return redirect("standings:inspect", pk)


def _day(name: str, label: str) -> Column:
    def show(row: Standing) -> str:
        return date_format(value, "d.m.Y") if (value := getattr(row, name)) else "—"

    return Column(name, label=label, accessor=show)


class StandingViewSet(DomainViewSet):
    """Whose money runs out, the worst first."""

    absent = DomainViewSet.absent | {"edit", "add"}
    model = Standing
    name = "standings"
    icon = "time"
    form = SpareForm
    index_view_class = StandingIndexView
    inspect_view_class = StandingPage
    inspect_view_enabled = True
    list_per_page = 50
    search_backend_name = None
    list_display: list[Any] = [
        TitleColumn("__str__", label="Компания", url_name="standings:inspect"),
        _day("low_since", "Предупредили"),
        _day("over_since", "Закончились"),
        _day("suspended_on", "Приостановлена"),
        _day("spared_until", "Отсрочка до"),
        Column("invoice", label="Счёт", accessor=lambda row: row.invoice or "—"),
    ]

    def register_admin_url_finder(self) -> None:
        """Nothing refers to these rows."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/spare/", give_respite, name="spare")]


VIEWSETS = (StandingViewSet,)
