from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from crm.accounting.domain.queries import accounts_with_houses, search_accounts
from crm.accounting.models import Account
from crm.dispatch.rights import MANAGE_OUTAGES
from crm.notices import rights
from crm.notices.domain import campaigns, dead_contacts, outages, queries
from crm.notices.domain.preview import Preview
from crm.notices.domain.preview import preview as count
from crm.notices.enums import State
from crm.notices.exports import export_unreached
from crm.notices.forms import ArchiveFilter, AudienceForm, NoticeForm, OutageCostForm, RecipientsFilter
from crm.notices.models import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_TEXT, Delivery, Notice
from crm.people.rights import EDIT_PEOPLE
from crm.rights.domain.rows import within
from crm.rights.views import require_action
from files.domain.links import signed_link
from files.spreadsheets import CSV, XLSX
from identity.may import may
from identity.models import User
from identity.proof import require_fresh_proof
from tenants.errors import DomainError

PER_PAGE = 50
_SUGGESTED = 10
_AUDIENCE = ("kind", "to", "places", "account", "debt_over")


@require_action(rights.SEND_NOTICES)
def new(request: HttpRequest) -> HttpResponse:
    """«Создать уведомление». Without JavaScript «Посчитать» shows the same preview on the page."""
    user: Any = request.user
    form = NoticeForm(request.POST or None, request.FILES or None, user=user)
    counted: Preview | str | None = None
    if request.method == "POST":
        if "count" in request.POST:
            counted = _counted(request, user)
            form.errors.clear()
        elif form.is_valid():
            try:
                made = campaigns.create_notice(form.said, form.whom, by=user)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, "Уведомление принято. Ниже видно, как оно уходит.")
                return redirect("notice", made.pk)
    context = {"form": form, "counted": counted, **_around(request, counted)}
    return render(request, "notices/new.html", context)


@require_action(rights.SEND_NOTICES)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What it would come to: a fragment that follows what is typed."""
    counted = _counted(request, request.user)  # type: ignore[arg-type]  # staff only
    return render(request, "notices/_preview.html", {"counted": counted, **_around(request, counted)})


@require_action(MANAGE_OUTAGES)
@require_POST
def outage_cost(request: HttpRequest) -> HttpResponse:
    """Whom telling an outage would reach and what its SMS would cost: a fragment beside the form of the outage."""
    form = OutageCostForm(request.POST)
    counted: Preview | str = "Выберите дом: покажем, скольким жителям сообщим и сколько стоят СМС."
    if form.is_valid():
        try:
            counted = outages.reckon(form.outage, form.spots)
        except DomainError as error:
            counted = str(error)
    problem = counted if isinstance(counted, str) else ""
    return render(request, "notices/_preview.html", {"counted": counted, "problem": problem})


@require_action(rights.EXPORT_UNREACHED)
@require_fresh_proof
def unreached(request: HttpRequest, form: str) -> HttpResponseBase:
    """Whom it will not reach, as XLSX or CSV."""
    if form not in (CSV, XLSX):
        raise Http404
    user: Any = request.user
    asked = AudienceForm(request.GET, user=user)
    if not asked.is_valid():
        messages.error(request, "Сначала выберите, кому писать.")
        return redirect("new_notice")
    try:
        return export_unreached(asked.whom, asked.kind_chosen, form=form, by=user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("new_notice")


@require_action(rights.SEND_NOTICES)
def suggest_accounts(request: HttpRequest) -> HttpResponse:
    """Options of a datalist: accounts by number, surname, flat."""
    text, user = request.GET.get("account", "")[:200], request.user
    accounts = within(accounts_with_houses(), rights.SEND_NOTICES, user=user)  # type: ignore[arg-type]  # staff only
    found = search_accounts(accounts.filter(is_active=True), text.replace(",", " "))[:_SUGGESTED]
    return render(request, "accounting/suggestions.html", {"options": [_line(account) for account in found]})


@require_action(rights.SEE_NOTICES)
def archive(request: HttpRequest) -> HttpResponse:
    """«Все уведомления»."""
    user: Any = request.user
    form = ArchiveFilter(request.GET)
    found = queries.of_sort(queries.notices_for(user), form.sought())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    counts = queries.counts_of_many([one.pk for one in page])
    context = {
        "form": form,
        "page": page,
        "shown": [(one, counts.get(one.pk, [])) for one in page],
        "may_send": may(user, rights.SEND_NOTICES),
    }
    return render(request, "notices/archive.html", context)


@require_action(rights.SEE_NOTICES)
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """A notice: how it goes, and each recipient with what to do."""
    user: Any = request.user
    found = _found(request, pk, rights.SEE_NOTICES)
    form = RecipientsFilter(request.GET)
    page = Paginator(queries.recipients_of(found, **form.sought()), PER_PAGE).get_page(request.GET.get("p"))
    dead = dead_contacts.among(page, user=user)
    context = {
        **_state(request, found),
        "form": form,
        "file": signed_link(str(found.file.name), as_name=found.file_name, user=user) if found.file else "",
        "page": page,
        "shown": [(one, queries.what_to_do(one), dead.get(one.pk)) for one in page],
    }
    return render(request, "notices/notice.html", context)


@require_action(rights.SEE_NOTICES)
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it has come: a fragment that is asked for while it goes."""
    return render(request, "notices/_state.html", _state(request, _found(request, pk, rights.SEE_NOTICES)))


@require_action(rights.SEND_NOTICES)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """«Остановить»."""
    found = _found(request, pk, rights.SEND_NOTICES)
    try:
        left = campaigns.stop(found, by=request.user)  # type: ignore[arg-type]  # staff only
        messages.success(request, f"Остановлено. Не отправлено сообщений: {left}.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("notice", pk)


@require_action(EDIT_PEOPLE)
@require_POST
def remove_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """«Убрать из карточки»: a number or an address that does not exist."""
    user: Any = request.user
    mine = queries.notices_for(user).values("pk")
    delivery = get_object_or_404(Delivery.objects.select_related("person").filter(notice__in=mine), pk=pk)
    try:
        person = dead_contacts.remove(delivery, by=user)
        messages.success(request, f"{person}: {delivery.address} из карточки убран.")
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("notice", delivery.notice_id)


def _counted(request: HttpRequest, user: User) -> Preview | str:
    """The preview, or what is missing for it, in words."""
    form = AudienceForm(request.POST, user=user)
    if not form.is_valid():
        return " ".join(str(error) for errors in form.errors.values() for error in errors)
    typed = {
        name: request.POST.get(name, "")[:most]
        for name, most in (("subject", LONGEST_SUBJECT), ("text", LONGEST_TEXT), ("short", LONGEST_SHORT))
    }
    try:
        tells_refusal = "tells_refusal" in request.POST
        return count(form.whom, kind=form.kind_chosen, user=user, tells_refusal=tells_refusal, **typed)
    except DomainError as error:
        return str(error)


def _around(request: HttpRequest, counted: Preview | str | None) -> dict[str, Any]:
    asked = urlencode({name: request.POST.get(name, "") for name in _AUDIENCE})
    return {
        "problem": counted if isinstance(counted, str) else "",
        "asked": asked if isinstance(counted, Preview) else "",
        "may_export": may(request.user, rights.EXPORT_UNREACHED),
    }


def _state(request: HttpRequest, found: Notice) -> dict[str, Any]:
    counts = queries.counts_of(found)
    whole = sum(one.whole for one in counts)
    gone = whole - sum(one.waiting for one in counts)
    return {
        "notice": found,
        "counts": counts,
        "whole": whole,
        "gone": gone,
        "percent": gone * 100 // whole if whole else 0,
        "is_going": found.state in (State.WAITING, State.SENDING),
        "is_waiting": found.state == State.WAITING,
        "goes_on_at": queries.goes_on_at(found),
        "may_stop": may(request.user, rights.SEND_NOTICES),
    }


def _found(request: HttpRequest, pk: int, action: str) -> Notice:
    return get_object_or_404(queries.notices_for(request.user, action), pk=pk)  # type: ignore[arg-type]  # staff only


def _line(account: Account) -> str:
    parts = (account.number, account.owner, account.house.address, account.premises)
    return ", ".join(part for part in parts if part)
