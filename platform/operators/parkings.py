"""«Сверка книг»: companies whose money stands, their entries side by side, and the correction by two operators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from billing.domain import correcting
from billing.domain.parking import check_and_park
from billing.enums import AccountKind, CorrectionKind
from billing.models import Correction, Parking, Transaction
from crm.shell.viewsets import DomainIndexView, DomainInspectView, DomainViewSet
from identity.guards import operators_only
from identity.models import User
from identity.policies import allow_only
from tenants.errors import DomainError

allow_only(Parking, "view")


class CorrectionForm(forms.Form):
    """What would mend the books."""

    kind = forms.ChoiceField(label="Что сделать", choices=CorrectionKind.choices)
    amount = forms.DecimalField(
        label="Сумма, ₽", required=False, max_digits=12, decimal_places=2, localize=True,
        help_text="Для исправляющей операции. Плюс — компании, минус — с неё.",
    )  # fmt: skip
    broken = forms.IntegerField(
        label="Номер операции", required=False, min_value=1, help_text="Какой операции дописать проводки."
    )
    against = forms.ChoiceField(
        label="Против счёта", required=False,
        choices=[("", "—"), *((kind.value, AccountKind(kind).label) for kind in correcting.AGAINST)],
        help_text="Для исправляющей операции и для недостающих проводок.",
    )  # fmt: skip
    reason = forms.CharField(label="Почему", max_length=300)

    def propose(self, parked: Parking, *, by: User) -> Correction:
        """Write it down for another operator."""
        data = dict(self.cleaned_data)
        data["broken"] = Transaction.objects.filter(pk=data["broken"] or 0).first()
        return correcting.propose(parked, by=by, **data)


class ParkingIndexView(DomainIndexView):
    page_title = "Сверка книг"
    results_template_name = "operators/parking_results.html"

    def get_base_queryset(self) -> QuerySet[Parking]:
        return Parking.objects.select_related("tenant")


class ParkingPage(DomainInspectView):
    template_name = "operators/parking.html"
    page_title = "Сверка книг"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parked: Parking = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "parking": parked,
            "rows": correcting.side_by_side(parked) if parked.tenant_id else [],
            "balances": correcting.balances(parked),
            "corrections": parked.corrections.select_related("proposed_by", "confirmed_by", "broken"),
            "form": kwargs.get("form") or CorrectionForm(label_suffix=""),
        }


@operators_only
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """«Предложить»."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("parkings:inspect", pk)
    try:
        form.propose(get_object_or_404(Parking, pk=pk), by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Записано. Подтвердить должен другой оператор.")
    return redirect("parkings:inspect", pk)


@operators_only
@require_POST
def confirm(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """«Подтвердить»."""
    found = get_object_or_404(Correction, pk=correction, parking=pk)
    try:
        parked = correcting.confirm(found, by=request.user)  # type: ignore[arg-type]  # checked above
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if parked.freed_at:
            messages.success(request, f"{parked}: книги сошлись, деньги снова ходят.")
        else:
            messages.warning(request, f"Исправлено, но ещё не сходится: {'; '.join(parked.reasons)}.")
    return redirect("parkings:inspect", pk)


@operators_only
@require_POST
def check_now(request: HttpRequest) -> HttpResponse:
    """«Проверить сейчас»: what is done every night."""
    found = check_and_park()
    if found:
        messages.warning(request, "Не сходится: " + "; ".join(one.words for one in found) + ".")
    else:
        messages.success(request, "Книги сходятся.")
    return redirect("parkings:index")


class ParkingViewSet(DomainViewSet):
    """Whose money stands and why."""

    absent = DomainViewSet.absent | {"edit", "add"}
    model = Parking
    name = "parkings"
    icon = "warning"
    form = CorrectionForm
    index_view_class = ParkingIndexView
    inspect_view_class = ParkingPage
    inspect_view_enabled = True
    list_per_page = 50
    search_backend_name = None
    list_display: list[Any] = [
        TitleColumn("__str__", label="Чьи книги", url_name="parkings:inspect"),
        Column("reasons", label="Что не сходится", accessor=lambda parked: "; ".join(parked.reasons)),
        DateColumn("since", label="Остановлены"),
        Column("state", label="Сейчас", accessor=lambda parked: "сошлись" if parked.freed_at else "деньги стоят"),
    ]

    def register_admin_url_finder(self) -> None:
        """Nothing refers to these rows."""

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("check/", check_now, name="check"),
            path("<int:pk>/propose/", propose, name="propose"),
            path("<int:pk>/confirm/<int:correction>/", confirm, name="confirm"),
        ]


VIEWSETS = (ParkingViewSet,)
