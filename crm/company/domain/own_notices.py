"""Which notices an employee gets and by which channel: everything, until one's own profile says otherwise."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from crm.company.models import Employee
from crm.journal.domain.entries import record
from identity.may import may
from identity.models import User
from notifications import kinds
from notifications.kinds import By, NoticeKind

Choice = Mapping[By, frozenset[str]]  # channel → codes of notices


def offered_to(user: User) -> dict[By, list[NoticeKind]]:
    """What this person is sent by each channel as long as he wants it; a channel without any is left out."""
    mine = [kind for kind in kinds.kinds() if may(user, kind.action)]
    by_channel = {channel: [kind for kind in mine if channel in kind.channels] for channel in By}
    return {channel: found for channel, found in by_channel.items() if found}


def wanted_by(employee: Employee) -> dict[By, frozenset[str]]:
    """Of what is offered: the codes that this person wants."""
    return {
        channel: frozenset(kind.code for kind in found if _box(kind.code, channel) not in employee.silent)
        for channel, found in offered_to(employee.user).items()
    }


@transaction.atomic
def choose_notices(employee: Employee, *, wanted: Choice) -> Employee:
    """Keep what the person wants of the channels named in `wanted`; what was never offered to him stays as it was."""
    employee = Employee.objects.select_for_update(of=("self",)).select_related("user").get(pk=employee.pk)
    before, silent = set(employee.silent), set(employee.silent)
    for channel, found in offered_to(employee.user).items():
        if channel in wanted:
            boxes = {kind.code: _box(kind.code, channel) for kind in found}
            silent -= set(boxes.values())
            silent |= {box for code, box in boxes.items() if code not in wanted[channel]}
    if silent != before:
        employee.silent = sorted(silent)
        employee.save(update_fields=["silent"])
        changes = {"silent": [_words(before), _words(silent)]}
        record(action="company.choose_notices", obj=employee, by=employee.user, changes=changes)
    return employee


def who_wants(people: Iterable[User], kind: NoticeKind, *, by: By) -> list[User]:
    """Those of the people who have not switched this notice off. One query."""
    people = list(people)
    off = Employee.objects.filter(user__in=people, silent__contains=[_box(kind.code, by)])
    silent = set(off.values_list("user_id", flat=True))
    return [user for user in people if user.pk not in silent]


def _box(code: str, channel: By) -> str:
    return f"{code}@{channel.value}"


def _words(boxes: set[str]) -> str:
    found = [(kind, channel) for kind in kinds.kinds() for channel in By if _box(kind.code, channel) in boxes]
    return ", ".join(f"{kind.label} ({channel.label.lower()})" for kind, channel in found)
