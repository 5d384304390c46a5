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
from crm.people.enums import Topic
from files.sending import send_private
from identity.throttle import refuse_when_too_often
from notifications.channels import Way
from push import keys
from sites_cms.pages import context as site
from sites_cms.pages.secret_links import closed
from tenants.errors import DomainError

_VISITS = {"ip": "60/10m"}
_WORDS = {Way.EMAIL: "писем", Way.VIBER: "сообщений в Viber", Way.SMS: "СМС", Way.PUSH: "уведомлений"}
_SHORT = {Way.EMAIL: "Письмо", Way.VIBER: "Viber", Way.SMS: "СМС", Way.PUSH: "В браузере"}
_TOPICS = {
    Topic.NEWS: ("Новости и объявления", "Собрания, работы в доме, поздравления."),
    Topic.REQUESTS: ("Заявки и обращения", "Что с вашей заявкой, обращением, записью на приём."),
    Topic.METERS: ("Показания и поверка", "Напоминания передать показания и поверить счётчик."),
    Topic.MONEY: ("Долг и платежи", "Напоминания о долге."),
    Topic.ALL: ("Отключения и аварии", "Приходят каждым способом, который отмечен хоть в одной строке."),
}


@sensitive_variables("token")
# Nothing rides on a cookie: who can forge this POST has the secret address already. Mail programs refuse by a bare POST
# (RFC 8058), and as no referrer is sent, browsers say `Origin: null`. Opening the page does nothing: they open links.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """«Больше не присылать», and back: of what the letter was about, or of a whole channel."""
    if refusal := refuse_when_too_often(request, group="notices-leave", rates=_VISITS):
        return refusal
    try:
        person, way, topic = links.to_leave(token)
        topic = Topic.ALL if leaving.has_left(person, way) else topic  # what is refused whole comes back whole
        if request.method == "POST":
            (leaving.come_back if "back" in request.POST else leaving.leave)(person, way, topic)
        shown: dict[str, Any] = {
            "is_out": leaving.has_left(person, way, topic), "what": _WORDS[way],
            "topic": _TOPICS[topic][0] if topic else "", "consent": VERSIONS[CURRENT],
            "choose": links.choice_url(person),
        }  # fmt: skip
    except (LinkDead, DomainError):
        shown = {"is_gone": True}
    return _page(request, "notice_leave.html", shown)


@sensitive_variables("code")
@csrf_exempt  # as above: the address is the secret, and browsers tell no origin
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """«Что мне присылать»: a box for each topic and channel. It says nothing of who the person is: an SMS is read by
    whoever holds the phone. Saved is only what is sent by a button."""
    if refusal := refuse_when_too_often(request, group="notices-choose", rates=_VISITS):
        return refusal
    try:
        person = links.to_choose(code)
        is_saved = request.method == "POST"
        if "emergencies" in request.POST:
            leaving.keep_emergencies_only(person)
        elif is_saved:
            leaving.choose(person, _wanted(request.POST.getlist("on")))
        rows = [
            {"topic": choice.topic, "title": _TOPICS[choice.topic][0], "hint": _TOPICS[choice.topic][1],
             "boxes": [(f"{choice.topic}.{way}", _SHORT[way], is_on) for way, is_on in choice.boxes],
             "comes_by": [_SHORT[way] for way in choice.comes_by]}
            for choice in leaving.choices(person)
        ]  # fmt: skip
        shown: dict[str, Any] = {
            "rows": rows, "has_ways": any(row["boxes"] for row in rows), "is_saved": is_saved,
            "consent": VERSIONS[CURRENT],
        }  # fmt: skip
    except (LinkDead, DomainError):
        shown = {"is_gone": True}
    return _page(request, "notice_choice.html", shown)


@sensitive_variables("token")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """«Мои уведомления»: what was told, and the way to choose by what."""
    if refusal := refuse_when_too_often(request, group="notices-feed", rates=_VISITS):
        return refusal
    try:
        person = links.to_feed(token)
        if request.headers.get("Sec-Fetch-User"):  # a person has opened it, and not a program that looks at links
            leaving.note_read(person)
        shown: dict[str, Any] = {
            "notices": leaving.feed(person), "choose": links.choice_url(person), "consent": VERSIONS[CURRENT],
            "push_key": keys.public_key(), "manifest": reverse("notice_manifest", args=[token]),
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


def _wanted(boxes: list[str]) -> set[tuple[Topic, Way]]:
    """Boxes that were ticked; what no page of ours sends counts for nothing."""
    pairs = [box.partition(".") for box in boxes]
    return {(Topic(topic), Way(way)) for topic, _, way in pairs if topic in Topic.values and way in Way.values}


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    status = 404 if shown.get("is_gone") else 200
    return closed(render(request, site.template(request, name), site.around(request) | shown, status=status))
