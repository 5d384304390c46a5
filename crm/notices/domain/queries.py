"""Reads of notices: the archive, and each recipient in plain words with what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from crm.notices import rights
from crm.notices.enums import Audience, DeliveryState, State
from crm.notices.models import Delivery, Notice
from crm.rights.domain.rows import within
from identity.models import User
from notifications.channels import Way

GONE = (DeliveryState.HANDED, DeliveryState.SENT, DeliveryState.DELIVERED)
# The beginning of what a carrier says → what the office can do about it.
_WHAT_TO_DO = (
    ("номер недоступен", "Телефон был выключен сутки и больше: позвоните или пошлите письмо."),
    ("почтовый сервер не принял", "Проверьте адрес почты в карточке жителя."),
    ("почтовый сервер получателя", "Позвоните или пошлите СМС: его почта наших писем не берёт."),
    ("почтовый ящик переполнен", "Позвоните или пошлите СМС: ящик давно не разбирали."),
    ("на лицевом счёте не хватает", "Пополните баланс: СМС уйдут сами."),
    ("месячный лимит", "Поднимите лимит в «Уведомления — СМС» или отправьте тем, кто может сверх него."),
)


@dataclass(frozen=True)
class WayCount:
    """What came of a notice by one channel."""

    way: Way
    whole: int
    waiting: int
    handed: int
    sent: int
    delivered: int
    failed: int
    cancelled: int
    read: int


def notices_for(user: User, action: str = rights.SEE_NOTICES) -> QuerySet[Notice]:
    """The archive as far as the person sees it, the newest first."""
    return within(Notice.objects.select_related("by", "account__house"), action, user=user).order_by("-pk")


def of_sort(notices: QuerySet[Notice], sort: str) -> QuerySet[Notice]:
    """Mailings, or with "auto" what told single people of their own matters, or with "all" both."""
    if sort == "all":
        return notices
    return notices.filter(to=Audience.PEOPLE) if sort == "auto" else notices.exclude(to=Audience.PEOPLE)


def counts_of(notice: Notice) -> list[WayCount]:
    """By channels, those by which something goes; one query."""
    return counts_of_many([notice.pk]).get(notice.pk, [])


def counts_of_many(notices: list[int]) -> dict[int, list[WayCount]]:
    """The same of a page of the archive; one query."""
    rows = Delivery.objects.filter(notice__in=notices).order_by().values_list("notice", "channel", "state")
    found: dict[int, dict[str, dict[str, int]]] = {}
    for notice, channel, state, count, read in rows.annotate(count=Count("pk"), read=Count("read_at")):
        of_way = found.setdefault(notice, {}).setdefault(channel, {"read": 0})
        of_way[state] = count
        of_way["read"] += read
    return {notice: [_counts(Way(way), states) for way, states in ways.items()] for notice, ways in found.items()}


def recipients_of(notice: Notice, *, way: str = "", state: str = "") -> QuerySet[Delivery]:
    """Who gets it; names and addresses in the same query."""
    found = Delivery.objects.filter(notice=notice).select_related("person", "account__house").order_by("pk")
    exact = {"channel": way, "state": state}
    return found.filter(**{name: value for name, value in exact.items() if value})


def goes_on_at(notice: Notice) -> datetime | None:
    """When the next messages go, if none may go now: in the morning, or when a channel is tried anew."""
    if notice.state != State.SENDING:
        return None
    first = Delivery.objects.filter(notice=notice, state=DeliveryState.WAITING).aggregate(first=Min("next_at"))["first"]
    return first if first and first > timezone.now() else None


def what_to_do(delivery: Delivery) -> str:
    """What the office can do about a message that did not arrive; empty if nothing."""
    said = delivery.reason.lower()
    return next((words for beginning, words in _WHAT_TO_DO if beginning in said), "")


def _counts(way: Way, states: dict[str, int]) -> WayCount:
    names = ("waiting", "handed", "sent", "delivered", "failed", "cancelled", "read")
    whole = sum(count for name, count in states.items() if name != "read")
    return WayCount(way, whole, *(states.get(name, 0) for name in names))
