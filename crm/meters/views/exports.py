from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from crm.meters import reading_exports, rights
from crm.meters.domain import profiles
from crm.meters.domain.windows import month_words
from crm.meters.forms.history import ExportForm, ProfileForm
from crm.meters.models import ExportProfile
from crm.rights.views import require_action
from identity.may import may
from identity.proof import require_fresh_proof
from tenants.errors import DomainError


@require_action(rights.SEE_READINGS)
def export_readings(request: HttpRequest) -> HttpResponse:
    """«Экспортировать показания»: month, house, form; how much it is."""
    form = ExportForm(request.GET, user=request.user)  # type: ignore[arg-type]  # staff
    month, house = form.chosen()
    context = {
        "form": form,
        "month": month_words(month),
        "count": reading_exports.readings_of(month, house, user=request.user).count(),  # type: ignore[arg-type]  # staff
        "profiles": profiles.profiles(),
        "columns": profiles.COLUMNS,
        "edits": may(request.user, rights.METER_SETTINGS),
    }
    return render(request, "meters/export.html", context)


@require_action(rights.SEE_READINGS)
@require_fresh_proof
def download_readings(request: HttpRequest) -> HttpResponseBase:
    """The file."""
    form = ExportForm(request.GET, user=request.user)  # type: ignore[arg-type]  # staff
    if not form.is_valid():
        messages.error(request, "Выберите месяц и вид выгрузки.")
        return redirect("export_readings")
    month, house = form.chosen()
    return reading_exports.export_readings(form.profile_chosen(), month, house, by=request.user)  # type: ignore[arg-type]  # staff


@require_action(rights.METER_SETTINGS)
def add_profile(request: HttpRequest) -> HttpResponse:
    """A new profile begins as the usual one."""
    return _edit(request, None)


@require_action(rights.METER_SETTINGS)
def edit_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Columns, encoding, signs."""
    return _edit(request, get_object_or_404(ExportProfile, pk=pk))


@require_action(rights.METER_SETTINGS)
@require_POST
def remove_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody needs it any more."""
    profile = get_object_or_404(ExportProfile, pk=pk)
    profiles.remove_profile(profile, by=request.user)  # type: ignore[arg-type]  # staff
    messages.success(request, f"Вид выгрузки «{profile}» удалён.")
    return redirect("export_readings")


def _edit(request: HttpRequest, profile: ExportProfile | None) -> HttpResponse:
    form = ProfileForm(request.POST or None, profile=profile or profiles.usual())
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("name", "encoding", "delimiter", "decimal")}
        try:
            saved = profiles.save_profile(profile, columns=form.columns(), **data, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, f"Вид выгрузки «{saved}» сохранён.")
            return redirect("export_readings")
    return render(
        request, "meters/profile.html", {"form": form, "profile": profile}, status=422 if form.errors else 200
    )
