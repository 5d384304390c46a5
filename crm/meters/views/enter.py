"""«Ввести показания»: a call, a flat, its meters."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crm.accounting.models import Account
from crm.meters import rights
from crm.meters.domain import flats, windows
from crm.meters.domain.readings import NeedsConfirmation, ReadingsRefused, hand_in
from crm.meters.enums import Source
from crm.meters.forms.readings import ReadingsForm, exchanged
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from tenants.errors import DomainError


@require_action(rights.ENTER_READINGS)
def find_flat(request: HttpRequest) -> HttpResponse:
    """Find the flat: by number, surname, address, number of a meter. One that is found is opened at once."""
    text = " ".join(request.GET.get("q", "").split())[:100]
    found = flats.find_flats(text, user=request.user) if text else []  # type: ignore[arg-type]  # staff
    if len(found) == 1:
        return redirect("enter_readings", found[0].pk)
    context = {
        "text": text,
        "found": found[: flats.MOST_FOUND],
        "is_cut": len(found) > flats.MOST_FOUND,
        "window": windows.company_window(windows.settings()),
    }
    return render(request, "meters/find_flat.html", context)


@require_action(rights.ENTER_READINGS)
def enter_readings(request: HttpRequest, account_pk: int) -> HttpResponse:
    """All meters of the flat; what is typed is kept in one go."""
    account = get_object_or_404(_accounts(request), pk=account_pk)
    meters = flats.meters_of(account, user=request.user)  # type: ignore[arg-type]  # staff
    data = request.POST if request.method == "POST" else None
    if data and data.get("swap"):
        data = exchanged(data, data["swap"])
    form = ReadingsForm(data, lines=flats.lines_of(meters, taken_on=windows.today()))
    if form.is_bound and form.is_valid() and _kept(request, form):
        return redirect(f"{reverse('enter_readings', args=[account.pk])}?done")
    is_done = "done" in request.GET and not form.is_bound
    if not is_done:
        form.focus()
    window = windows.window_of(account.house_id)
    context: dict[str, Any] = {
        "account": account,
        "form": form,
        "window": window,
        "month": window.month_of(windows.today()),
        "is_open": window.is_open(windows.today()),
        "is_done": is_done,  # the next caller waits: the search is at hand
    }
    return render(request, "meters/enter.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, form: ReadingsForm) -> bool:
    """Hand in what was typed; what is wrong or asked goes onto the form."""
    entries = form.entries()
    if not entries:
        form.add_error(None, "Впишите хотя бы одно показание.")
        return False
    try:
        kept = hand_in(entries, taken_on=form.cleaned_data["taken_on"], source=Source.COMPUTER, by=request.user)  # type: ignore[arg-type]  # staff
    except ReadingsRefused as refused:
        form.tell(problems=refused.problems, swaps=refused.swaps)
    except NeedsConfirmation as asked:
        form.tell(questions=asked.questions, swaps=asked.swaps)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    else:
        messages.success(request, f"Показания внесены за {windows.month_words(kept[0].month)}: {len(kept)}.")
        return True
    return False


def _accounts(request: HttpRequest) -> QuerySet[Account]:
    return within(Account.objects.select_related("house"), rights.ENTER_READINGS, user=request.user)  # type: ignore[arg-type]  # staff
