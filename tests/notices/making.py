"""What the tests of notices are about: people of accounts with contacts and consents, and a notice on its way."""

from datetime import datetime, timedelta

from django.utils import timezone

from crm.accounting.models import Account, House
from crm.notices.domain import sending
from crm.notices.domain.audience import Whom
from crm.notices.domain.campaigns import Said, create_notice
from crm.notices.enums import Audience, Kind, State
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents, people
from crm.people.enums import ConsentChannel, ConsentSource, Tie
from crm.people.models import Person
from identity.models import User
from tests.factories import AccountFactory

SUBJECT, TEXT = "Собрание собственников", "Суббота, 11:00, двор дома. Ждём вас."
ALL = Whom(Audience.ALL)


def settle(
    house: House, number: int, *, by: User, phone: bool = True, email: bool = True, agrees: str = "sms email",
    refuses: str = "",
) -> Person:  # fmt: skip
    """An owner in a flat of their own, with contacts, and what they agreed to or refused."""
    account: Account = AccountFactory(house=house, flat=str(number), by=by)
    person = people.add_person(
        account, kind=Tie.OWNER, last_name=f"Житель{number}", first_name="Анна", by=by,
        phone=f"+7908437{number:04d}" if phone else "", email=f"resident{number}@example.ru" if email else "",
    )  # fmt: skip
    for channel in agrees.split():
        consents.give(person, channel=ConsentChannel(channel), source=ConsentSource.PAPER, by=by)
    for channel in refuses.split():
        consents.withdraw(person, channel=ConsentChannel(channel), source=ConsentSource.PAPER, by=by)
    return person


def noon() -> datetime:
    """Of yesterday in the company's place: nobody sleeps."""
    return timezone.now().replace(hour=7, minute=0) - timedelta(days=1)


def write(by: User, whom: Whom = ALL, kind: Kind = Kind.EMERGENCY, **said: object) -> Notice:
    """A notice; an emergency by default, which asks neither the clock nor for a consent."""
    words = {"subject": SUBJECT, "text": TEXT, "kind": kind, **said}
    return create_notice(Said(**words), whom, by=by)  # type: ignore[arg-type]  # what the test says


def go(notice: Notice) -> Notice:
    """Batch after batch, as tasks do, until nothing is to be sent at once."""
    sending.start(notice.pk)
    while sending.send_some(notice.pk):
        pass
    notice.refresh_from_db()
    return notice


def go_all() -> None:
    """What was told by itself, as the task after each commit sends it."""
    for notice in Notice.objects.filter(state__in=[State.WAITING, State.SENDING]).order_by("pk"):
        go(notice)


def went(notice: Notice) -> set[tuple[str, str, str]]:
    """(channel, address, state) of each message."""
    return set(Delivery.objects.filter(notice=notice).values_list("channel", "address", "state"))
