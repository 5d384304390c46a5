from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from crm.notices import links
from crm.notices.domain import leaving
from crm.notices.links import LinkDead
from crm.notices.models import Notice
from crm.people.consent_texts import CURRENT, VERSIONS
from files.sending import send_private
from identity.throttle import refuse_when_too_often
from notifications.channels import Way
from push import keys
from sites_cms.pages import context as site
from sites_cms.pages.secret_links import closed
from tenants.errors import DomainError

_VISITS = {"ip": "60/10m"}
_WORDS = {
    Way.EMAIL: ("Больше не присылать вам писем?", "Вы отказались от писем"),
    Way.VIBER: ("Больше не писать вам в Viber?", "Вы отказались от сообщений в Viber"),
    Way.SMS: ("Больше не присылать вам СМС?", "Вы отказались от СМС"),
    Way.PUSH: ("Больше не присылать вам уведомлений?", "Вы отказались от уведомлений"),
}


@sensitive_variables("token")
# Nothing rides on a cookie: who can forge this POST has the secret address already. Mail programs refuse by a bare POST
# (RFC 8058), and as no referrer is sent, browsers say `Origin: null`. Opening the page does nothing: they open links.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """«Больше не присылать», and back."""
    if refusal := refuse_when_too_often(request, group="notices-leave", rates=_VISITS):
        return refusal
    try:
        person, way = links.to_leave(token)
        if request.method == "POST":
            (leaving.come_back if "back" in request.POST else leaving.leave)(person, way)
        question, refused = _WORDS[way]
        shown: dict[str, Any] = {
            "is_out": leaving.has_left(person, way), "question": question, "refused": refused,
            "consent": VERSIONS[CURRENT],
        }  # fmt: skip
    except (LinkDead, DomainError):
        shown = {"is_gone": True}
    return _page(request, "notice_leave.html", shown)


@sensitive_variables("token")
@csrf_exempt  # as above: the address is the secret, and browsers tell no origin
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """«Мои уведомления»: what was told, and by what one wants to be told. Saved is only what is sent by the button."""
    if refusal := refuse_when_too_often(request, group="notices-feed", rates=_VISITS):
        return refusal
    try:
        person = links.to_feed(token)
        is_saved = request.method == "POST"
        if is_saved:
            leaving.choose(person, {Way(way) for way in request.POST.getlist("way") if way in Way.values})
        elif request.headers.get("Sec-Fetch-User"):  # a person has opened it, and not a program that looks at links
            leaving.note_read(person)
        shown: dict[str, Any] = {
            "notices": leaving.feed(person), "offered": leaving.offered(person), "is_saved": is_saved,
            "consent": VERSIONS[CURRENT], "push_key": keys.public_key(),
            "manifest": reverse("notice_manifest", args=[token]),
        }  # fmt: skip
    except (LinkDead, DomainError):
        shown = {"is_gone": True}
    return _page(request, "notice_feed.html", shown)


@sensitive_variables("token")
@require_safe
def attachment(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """The file of a notice, for those to whom it was sent."""
    if refusal := refuse_when_too_often(request, group="notices-file", rates=_VISITS):
        return refusal
    try:
        notice = leaving.told_with_file(links.to_feed(token), pk)
    except (LinkDead, Notice.DoesNotExist):
        raise Http404 from None
    return closed(send_private(request, str(notice.file.name), as_name=notice.file_name))


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    status = 404 if shown.get("is_gone") else 200
    return closed(render(request, site.template(request, name), site.around(request) | shown, status=status))
