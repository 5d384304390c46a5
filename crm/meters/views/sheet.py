"""The sheet of a house: flats × meters, typed by the keyboard alone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from crm.accounting.models import Account, House
from crm.meters import rights
from crm.meters.domain import flats, windows
from crm.meters.domain.sheets import hand_in_flat_by_flat
from crm.meters.enums import Source
from crm.meters.forms.readings import ReadingsForm, exchanged
from crm.rights.views import require_action
from tenants.errors import DomainError

PER_PAGE = 20  # flats


@require_action(rights.ENTER_READINGS)
def choose_sheet(request: HttpRequest) -> HttpResponse:
    """Which house."""
    houses = flats.enterable_houses(request.user)  # type: ignore[arg-type]  # staff
    chosen = request.GET.get("house", "")
    if chosen.isdigit() and houses.filter(pk=chosen).exists():
        return redirect("house_sheet", chosen)
    return render(request, "meters/choose_sheet.html", {"houses": houses.order_by("address_key", "pk")[:1000]})


@require_action(rights.ENTER_READINGS)
def house_sheet(request: HttpRequest, house_pk: int) -> HttpResponse:
    """A page of flats; flats that are right are kept, errors stay beside their rows."""
    house = get_object_or_404(flats.enterable_houses(request.user), pk=house_pk)  # type: ignore[arg-type]  # staff
    page = _page(request, house)
    meters = flats.enterable(request.user).filter(account__in=[account.pk for account in page])  # type: ignore[arg-type]  # staff
    lines = flats.lines_of(list(meters.order_by("resource", "place", "pk")), taken_on=windows.today())
    data = request.POST if request.method == "POST" else None
    if data and data.get("swap"):
        data = exchanged(data, data["swap"])
    form = ReadingsForm(data, lines=lines)
    if form.is_bound:
        form.is_valid()
        if _kept_all(request, form):
            ahead = page.number + 1 if request.POST.get("do") == "next" and page.has_next() else page.number
            return redirect(f"{reverse('house_sheet', args=[house.pk])}?p={ahead}")
        lines = flats.lines_of([line.meter for line in lines], taken_on=windows.today())  # what was kept is seen
        for row, line in zip(form.rows, lines, strict=True):
            row.line = line
    form.focus()
    context = {
        "house": house, "page": page, "form": form, "flats": _by_flat(page, form),
        "month": windows.window_of(house.pk).month_of(windows.today()), "window": windows.window_of(house.pk),
    }  # fmt: skip
    return render(request, "meters/sheet.html", context, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, house: House) -> Page[Account]:
    """Flats with meters, in the order of the house."""
    accounts = flats.enterable_accounts(request.user).filter(house=house, meters__is_active=True).distinct()  # type: ignore[arg-type]  # staff
    return Paginator(accounts.order_by("flat_key", "pk"), PER_PAGE).get_page(request.GET.get("p"))


def _kept_all(request: HttpRequest, form: ReadingsForm) -> bool:
    wrong = {row.meter.account_id for row in form.rows if row.problems}
    entries = [entry for entry in form.entries() if entry.meter.account_id not in wrong]
    if "taken_on" not in form.cleaned_data:
        return False
    try:
        outcome = hand_in_flat_by_flat(
            entries, taken_on=form.cleaned_data["taken_on"], source=Source.COMPUTER, by=request.user,  # type: ignore[arg-type]  # staff
        )  # fmt: skip
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    form.tell(problems=outcome.problems, questions=outcome.questions, swaps=outcome.swaps)
    if outcome.kept:
        messages.success(request, f"Внесено показаний: {len(outcome.kept)}.")
    if not outcome.is_whole or wrong:
        messages.warning(request, "Часть строк не сохранена: посмотрите отмеченные.")
    return outcome.is_whole and not wrong


def _by_flat(page: Page[Account], form: ReadingsForm) -> list[dict[str, Any]]:
    rows: dict[int | None, list[Any]] = {}
    for row in form.rows:
        rows.setdefault(row.meter.account_id, []).append(row)
    return [{"account": account, "rows": rows.get(account.pk, [])} for account in page]
