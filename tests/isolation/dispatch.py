"""Rows of «Диспетчерская» for a company of the isolation tests; every text holds the company's word."""

import io
from decimal import Decimal

from django.utils import timezone
from PIL import Image

from crm.accounting.models import Account
from crm.company.models import Employee
from crm.dispatch.domain import moves, photos, talk, work
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.enums import OutageKind, PhotoKind, Source, Supply
from crm.dispatch.models import AssignmentRule, Outage, OutageChange, OutagePlace, PriceItem, Request
from identity.models import User
from tests.factories import RequestFactory


def fill(word: str, *, head: User, account: Account) -> list[str]:
    """Requests with everything that hangs on them, and an outage. The names of the files that it made."""
    made = Request.objects.count()
    call = Call(name=word, phone="+7 975 000-77-01", text=word, account=account)
    request = RequestFactory(house=account.house, text=word, call=call, by=head)
    caller = join_call(request, call, source=Source.PHONE, by=head)
    change_request(request, Change(is_paid=True), by=head)
    item = PriceItem.objects.create(name=f"{word} {made}", price=Decimal(10))
    work.add_line(request, item=item, quantity=Decimal(1), by=head)
    employee = Employee.objects.get(user=head)
    moves.take(request, employees=[employee], by=head)
    talk.comment(request, word, by=head)
    talk.write_from_resident(caller, word)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48)).save(picture, "PNG")
    picture.seek(0)
    photo = photos.add_photo(request, picture, kind=PhotoKind.RESULT, by=head)
    AssignmentRule.objects.create(house=account.house, responsible=employee)
    outage = Outage.objects.create(
        kind=OutageKind.EMERGENCY, supply=Supply.COLD_WATER, starts_at=timezone.now(), reason=word, doing=word,
        sentence=word, created_by=head,
    )  # fmt: skip
    OutagePlace.objects.create(outage=outage, house=account.house)
    OutageChange.objects.create(outage=outage, changes={"reason": [None, word]}, by=head)
    RequestFactory(house=account.house, text=word, by=head)
    return [str(photo.file)]
