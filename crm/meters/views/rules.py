from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crm.meters import rights
from crm.meters.domain import rules
from crm.meters.forms.rules import HouseWindowForm, RulesForm
from crm.meters.models import HouseWindow
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.METER_SETTINGS)
def meter_settings(request: HttpRequest) -> HttpResponse:
    """«Правила приёма»: the company's days, unusual consumption, houses with days of their own."""
    of_house = request.POST.get("do") == "house"
    form = RulesForm(request.POST if request.method == "POST" and not of_house else None)
    house_form = HouseWindowForm(request.POST if request.method == "POST" and of_house else None)
    sent = house_form if of_house else form
    if sent.is_bound and sent.is_valid():
        try:
            sent.apply(by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            sent.add_error(error.field, str(error))
        else:
            messages.success(request, "Дни приёма дома сохранены." if of_house else "Правила приёма сохранены.")
            return redirect("meter_settings")
    houses = HouseWindow.objects.select_related("house").order_by("house__address_key")
    context = {"form": form, "house_form": house_form, "houses": houses}
    return render(request, "meters/rules.html", context, status=422 if sent.errors else 200)


@require_action(rights.METER_SETTINGS)
@require_POST
def drop_house_window(request: HttpRequest, pk: int) -> HttpResponse:
    """The house goes by the company's days again."""
    window = get_object_or_404(HouseWindow.objects.select_related("house"), pk=pk)
    rules.drop_house_window(window.house, by=request.user)  # type: ignore[arg-type]  # staff
    messages.success(request, f"{window.house}: снова общие дни приёма.")
    return redirect("meter_settings")
