"""«Журнал заявок»: the journal that ПП РФ 416 asks for, as a file and on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from crm.company.models import Profile
from crm.dispatch import acts, rights
from crm.dispatch.domain import journal
from crm.dispatch.forms.papers import JournalForm
from crm.dispatch.models import Caller
from crm.dispatch.views.papers import as_pdf
from crm.journal.domain.entries import record_export
from crm.rights.views import require_action
from files import spreadsheets
from identity.proof import require_fresh_proof
from tenants.errors import DomainError
from tenants.replica import replica

PDF = "pdf"
SHOWN = 50  # the last ones, to see what the file will hold


@require_action(rights.SEE_ANALYSIS)
def request_journal(request: HttpRequest) -> HttpResponse:
    """Which days and house; how many calls there are, and the last of them."""
    user: Any = request.user
    form = JournalForm(request.GET, user=user)
    sought = form.sought
    found = journal.calls(sought, user=user)
    context = {
        "form": form, "sought": sought, "count": found.count(), "shown": found.order_by("-number")[:SHOWN],
        "asked": request.GET.urlencode(), "most_on_paper": journal.MOST_ON_PAPER,
    }  # fmt: skip
    return render(request, "dispatch/journal.html", context)


@require_action(rights.SEE_ANALYSIS)
@require_fresh_proof
def export_request_journal(request: HttpRequest, form: str) -> HttpResponseBase:
    """The journal as XLSX, CSV or PDF."""
    if form not in {PDF, spreadsheets.XLSX, spreadsheets.CSV}:
        raise Http404
    user: Any = request.user
    sought = JournalForm(request.GET, user=user).sought
    name = f"zhurnal-zayavok-{sought.since:%Y-%m-%d}-{sought.until:%Y-%m-%d}"
    try:
        if form == PDF:
            content, count = journal.as_pdf(sought, Profile.load(request), user=user)
            answer: HttpResponseBase = as_pdf(content, name)
        else:
            found = journal.calls(sought, user=user).using(replica())
            count = found.count()
            refuse_too_much(count, form)
            rows = journal.lines(found, with_people=sought.with_people)
            answer = spreadsheets.as_file(form, name=name, headings=journal.HEADINGS, rows=rows)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('request_journal')}?{request.GET.urlencode()}")
    record_export(action=acts.EXPORT_JOURNAL, what=Caller, by=user, rows=count, filters=sought.told, form=form.upper())
    return answer


def refuse_too_much(count: int, form: str) -> None:
    """Raises DomainError for what does not fit into XLSX."""
    most = spreadsheets.MOST_XLSX_ROWS
    if form == spreadsheets.XLSX and count > most:
        raise DomainError(f"В XLSX помещается до {most} строк, а нашлось {count}: берите CSV.")
