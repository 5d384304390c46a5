"""«Ваша заявка» by the link of a letter. Whoever has the address may do what it shows, so nothing of it goes elsewhere:
no referrer, no search engine, no cache."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from crm.dispatch.domain import deadlines, links, resident, talk
from crm.dispatch.domain.links import LinkDead
from crm.dispatch.models import Caller
from files.sending import send_private
from identity.throttle import refuse_when_too_often
from sites_cms.pages import context as site
from sites_cms.pages.secret_links import closed
from sites_cms.requests.forms import FORMS, ResidentForm
from tenants.errors import DomainError

_GUESSES, _VISITS = {"ip": "30/10m"}, {"ip": "120/10m"}
_TOLD = {
    "write": "Сообщение отправлено.",
    "cancel": "Заявка отменена.",
    "return": "Заявка возвращена в работу. Мы увидим, что не сделано.",
    "rate": "Спасибо за оценку.",
}


@sensitive_variables("token")
# Nothing rides on a cookie here: who can forge this POST has the secret address already. And as no referrer is sent,
# browsers say `Origin: null`, which the protection would refuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The request with its steps, the thread, photos, and what may be done."""
    try:
        caller = links.caller_of(token)
        answer = refuse_when_too_often(request, group=f"request-link.{caller.pk}", rates=_VISITS)
        answer = answer or _answer(request, caller, token)
    except LinkDead:
        answer = refuse_when_too_often(request, group="request-link", rates=_GUESSES)
        answer = answer or _show(request, {"is_gone": True}, status=404)
    return closed(answer)


@sensitive_variables("token")
@require_safe
def photo(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """A photo of the request; only those that the resident may see."""
    try:
        caller = links.caller_of(token)
    except LinkDead:
        raise Http404 from None
    found = next((one for one in resident.photos_for(caller.request) if one.pk == pk), None)
    if found is None:
        raise Http404
    return closed(send_private(request, str(found.file), as_name=f"фото-{pk}.jpg"))


def _answer(request: HttpRequest, caller: Caller, token: str) -> HttpResponse:
    forms = {name: kind(caller=caller) for name, kind in FORMS.items() if kind.is_possible(caller)}
    status = 200
    if request.method == "POST":
        deed = request.POST.get("deed", "")
        kind = FORMS.get(deed)
        if kind is None:
            raise Http404
        form = kind(request.POST, request.FILES, caller=caller)
        if form.is_valid() and _done(form):
            return redirect(f"{request.path}?done={deed}")
        forms[deed], status = form, 422
    else:
        talk.mark_read(caller.request, user=None)
    found = caller.request
    rule = deadlines.rule_for(found.type_id, found.priority)
    shown: dict[str, Any] = {
        "caller": caller,
        "found": found,
        "token": token,
        "forms": forms,
        "told": _TOLD.get(request.GET.get("done", "")),
        "steps": resident.steps_for(found),
        "photos": resident.photos_for(found),
        "thread": resident.thread_for(caller),
        "hands": resident.hands_for(found),
        "basis": rule.basis if rule else "",
    }
    return _show(request, shown, status=status)


def _done(form: ResidentForm) -> bool:
    try:
        form.apply()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def _show(request: HttpRequest, shown: dict[str, Any], *, status: int) -> HttpResponse:
    house = shown["found"].house if "found" in shown else None
    around = site.around(request, house=house)
    return render(request, site.template(request, "request.html"), around | shown, status=status)
