"""«Передать показания» by a link of the reminder. Whoever has the address may do it, so nothing of it goes elsewhere:
no referrer, no search engine, no cache; no name and no debt stand on the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from crm.meters.domain import links, windows
from crm.meters.domain.flats import Line
from crm.meters.domain.links import LinkDead
from crm.meters.domain.readings import NeedsConfirmation, ReadingsRefused
from crm.meters.enums import Source
from crm.meters.forms.readings import exchanged
from crm.meters.models import ReadingLink
from identity.throttle import refuse_when_too_often
from sites_cms.pages import context as site
from sites_cms.pages.secret_links import closed
from sites_cms.readings.forms import LinkForm, is_asked
from tenants.errors import DomainError

# A phone network stands behind few addresses: links are counted one by one, strangers' guesses by address.
_GUESSES, _VISITS = {"ip": "30/10m"}, {"ip": "60/10m"}


@sensitive_variables("token")
# Nothing rides on a cookie here: who can forge this POST has the secret address already. And as no referrer is sent,
# browsers say `Origin: null`, which the protection would refuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The flat's meters: what they showed last, what they show now."""
    try:
        link = links.open_link(token)
        answer = refuse_when_too_often(request, group=f"reading-link.{link.pk}", rates=_VISITS)
        answer = answer or _answer(request, link)
    except LinkDead:
        answer = refuse_when_too_often(request, group="reading-link", rates=_GUESSES) or _gone(request)
    return closed(answer)


def _answer(request: HttpRequest, link: ReadingLink) -> HttpResponse:
    today = windows.today()
    window = windows.window_of(link.account.house_id)
    lines = links.lines_of_link(link, on=today)
    is_open = window.is_open(today)
    data = request.POST if request.method == "POST" and is_open else None
    if data and data.get("swap"):
        data = exchanged(data, data["swap"])
    form = LinkForm(data, lines=lines)
    if form.is_bound and form.is_valid() and _kept(link, form):
        return redirect(f"{request.path}?done")
    shown = {
        "account": link.account,
        "form": form if is_open else None,
        "handed": _handed(lines, link),
        "not_asked": [line for line in lines if not is_asked(line)],
        "is_done": "done" in request.GET and not form.is_bound,
        "window": window,
        "month": window.month_of(today),
        "opens_on": window.next_opening(today),
        "last_day": window.days_in(today)[1],
    }
    return _show(request, shown, status=422 if form.is_bound else 200)


def _kept(link: ReadingLink, form: LinkForm) -> bool:
    """Hand in what was typed; what is wrong or asked goes onto the form."""
    entries = form.entries()
    if not entries:
        form.add_error(None, "Впишите хотя бы одно показание.")
        return False
    try:
        links.hand_in_by_link(link, entries)
    except LinkDead:
        raise
    except ReadingsRefused as refused:
        form.tell(problems=refused.problems, swaps=refused.swaps)
    except NeedsConfirmation as asked:
        form.tell(questions=asked.questions, swaps=asked.swaps)
    except DomainError as error:
        form.add_error(None, str(error))
    else:
        return True
    return False


def _handed(lines: list[Line], link: ReadingLink) -> list[Line]:
    """What is known of this month; by a link and in the cabinet alike."""
    return [line for line in lines if line.past.now and line.past.now.source in (Source.LINK, Source.CABINET)]


def _gone(request: HttpRequest) -> HttpResponse:
    return _show(request, {"is_gone": True}, status=404)


def _show(request: HttpRequest, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    around = site.around(request, house=shown["account"].house if "account" in shown else None)
    return render(request, site.template(request, "readings.html"), around | shown, status=status)
