"""Subscribers' addresses as personal data: found by e-mail, shown with the consent, erased."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.timezone import localtime

from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line, Question
from crm.personal_data.registry import register as register_source
from identity.models import User
from sites_cms.houses.domain import subscriptions
from sites_cms.houses.models import Subscription

MOST = 100


class Subscribers:
    """Addresses to which letters about outages of a house go."""

    code = "house_letters"
    title = "Подписки на письма об отключениях"

    def find(self, question: Question, *, limit: int) -> list[Anchor]:
        """By e-mail: nothing else is known of a subscriber."""
        known = {question.phone, question.number, question.last_name, question.first_name, question.patronymic}
        if not question.email or known != {""}:
            return []
        return [_anchor(one) for one in _rows().filter(email=question.email.lower()).order_by("pk")[:limit]]

    def anchors(self, numbers: Iterable[int], *, lock: bool) -> list[Anchor]:
        """The subscriptions of these numbers."""
        rows = _rows().filter(pk__in=list(numbers)).order_by("pk")
        return [_anchor(one) for one in (rows.select_for_update(of=("self",)) if lock else rows)]

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """A row for each subscription of the person's addresses."""
        emails = {email.lower() for anchor in anchors for email in anchor.emails if email}
        own = [anchor.held for anchor in anchors if anchor.held.source == self.code]
        known = {held.key for held in own}
        found = [_held(one) for one in _rows().filter(email__in=emails).order_by("pk")[:MOST]] if emails else []
        return [*own, *(held for held in found if held.key not in known)]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """The address goes; that there was a consent, when and to which text, stays."""
        subscriptions.erase([int(row.key.partition(":")[2]) for row in rows])


def register() -> None:
    """Add the place."""
    register_source(Subscribers())


def _rows() -> QuerySet[Subscription]:
    return Subscription.objects.select_related("house")


def _anchor(one: Subscription) -> Anchor:
    return Anchor(
        held=_held(one),
        name=one.email or str(one),
        emails=frozenset({one.email} - {""}),
        objects=frozenset({("site_houses.subscription", str(one.pk))}),
    )


def _held(one: Subscription) -> Held:
    verdict, why = Verdict.ERASE, "Адрес сотрём: писем больше не будет. Запись о согласии останется без адреса."
    if not one.email:
        verdict, why = Verdict.DONE, "Стёрто раньше."
    day = localtime(one.since)
    lines = (
        Line("Электронная почта", one.email, goes=True),
        Line("Дом", str(one.house)),
        Line("Согласие", f"{'дано' if one.confirmed_at else 'не подтверждено'}, текст {one.text_version}"),
    )
    return Held(
        source=Subscribers.code,
        key=f"{Subscribers.code}:{one.pk}",
        title=f"{one.house}, подписка с {day:%d.%m.%Y}",
        neutral=f"{one} от {day:%d.%m.%Y}",
        lines=tuple(line for line in lines if line.value),
        ground=grounds.CONSENT,
        verdict=verdict,
        why=why,
        since=day.date(),
    )
