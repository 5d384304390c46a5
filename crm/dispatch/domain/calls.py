"""Calls («обращения»): ten about one riser are one request with ten callers, and each can be taken apart again."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.dispatch.domain import deadlines, steps
from crm.dispatch.domain.numbering import next_number
from crm.dispatch.enums import Deed, Place, Source
from crm.dispatch.models import Caller, Request
from crm.people.models import Person
from identity.models import User
from identity.phones import normalise_phone
from tenants.errors import DomainError

LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Call:
    """Who called and what he said. A stranger has neither person nor account."""

    name: str = ""
    phone: str = ""
    text: str = ""
    account: Account | None = None
    person: Person | None = None


@transaction.atomic
def join_call(request: Request, call: Call, *, source: Source, by: User | None) -> Caller:
    """One more call about the same thing: a number of its own, the request's news go to this caller too.

    Raises DomainError if nothing is being done about the request any more, or the account is of another house.
    """
    request = steps.locked(request)
    if not request.is_open:
        raise DomainError(f"{request} уже закрыта: заведите новую или откройте эту снова.")
    refuse_foreign(call.account, request.house)
    caller = write_down(request, call, number=next_number(), source=source, by=by)
    steps.keep(request, Deed.JOINED, by=by, changes={"call_number": [None, caller.number]})
    return caller


@transaction.atomic
def detach_call(caller: Caller, *, by: User | None) -> Request:
    """It was about something else: the call becomes a request of its own under the number that the caller knows.

    Raises DomainError for the first call, which is the request itself, and for one that is a request already.
    """
    request = steps.locked(caller.request)
    caller = Caller.objects.select_for_update(of=("self",)).select_related("account").get(pk=caller.pk)
    if caller.request_id != request.pk:
        raise DomainError("Это обращение уже отделили.")
    if caller.number == request.number:
        raise DomainError("С этого обращения заявка началась: отделить можно только присоединённые.")
    own = Request(
        number=caller.number, house=request.house, account=caller.account if request.place == Place.FLAT else None,
        place=request.place, entrance=request.entrance, text=caller.text or request.text, type=request.type,
        priority=request.priority, source=caller.source, created_by=by, created_at=caller.at,
    )  # fmt: skip
    deadlines.reckon(own)
    own.save()
    caller.request = own
    caller.save(update_fields=["request"])
    steps.write(own, Deed.OPENED, by=by, changes={"detached_from": [None, request.number]})
    steps.keep(request, Deed.DETACHED, by=by, changes={"call_number": [caller.number, None]})
    return own


def write_down(request: Request, call: Call, *, number: int, source: Source, by: User | None) -> Caller:
    """Keep who called under a number. Raises DomainError (field "phone") for what is no phone."""
    phone = normalise_phone(call.phone) if call.phone.strip() else ""
    name = " ".join(call.name.split())[:200] or (str(call.person) if call.person else "")
    return Caller.objects.create(
        request=request, number=number, name=name, phone=phone, text=call.text.strip()[:LONGEST_TEXT], source=source,
        by=by,
        account=call.account, person=call.person, at=timezone.now(),
    )  # fmt: skip


def refuse_foreign(account: Account | None, house: House) -> None:
    """Raises DomainError (field "account") for an account of another house, or a closed one."""
    if account is None:
        return
    if account.house_id != house.pk:
        raise DomainError(f"Лицевой счёт {account.number} — не в этом доме.", field="account")
    if not account.is_active:
        raise DomainError(f"Лицевой счёт {account.number} отключён: выберите действующий.", field="account")
