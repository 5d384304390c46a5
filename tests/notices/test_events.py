"""What is told by itself: a step of a request, an outage, a verification; each once, by the channels of section 11."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import House
from crm.dispatch.domain import moves, outages
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.enums import Deed, OutageKind, Place, Priority, Supply
from crm.dispatch.models import Outage
from crm.dispatch.resident_events import STEPS
from crm.notices.domain import outages as outage_notices
from crm.notices.domain import telling, verifications, wordings
from crm.notices.domain.telling import About, To
from crm.notices.domain.wordings import Words
from crm.notices.enums import Audience, Kind
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents
from crm.people.enums import ConsentChannel, ConsentSource
from identity.models import User
from operators.demo.clock import at
from sms.models import Message
from tenants.models import Tenant
from tests.factories import EmployeeFactory, MeterFactory, RequestFactory
from tests.notices.making import go_all, noon, settle, went
from tests.sms.making import phone

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

WATER = {"kind": OutageKind.EMERGENCY, "supply": Supply.COLD_WATER}


def told() -> list[tuple[str, str]]:
    """(subject, how) of each notice to single people, the oldest first."""
    found = Notice.objects.filter(to=Audience.PEOPLE).order_by("pk")
    return [(one.subject, "+".join(sorted(way for way, *_ in went(one)))) for one in found]


def announce(house: House, by: User, **said: object) -> Outage:
    now = timezone.now()
    words = {**WATER, "starts_at": now, "ends_at": now + timedelta(hours=4), "tells_residents": True, **said}
    return outages.announce_outage(places=[Spot(house)], by=by, **words)  # type: ignore[arg-type]  # what the test says


class TestRequests:
    def test_each_step_comes_by_letter_and_by_sms_to_the_number_that_called(
        self, head: User, house: House, sms_on: Tenant
    ):
        person = settle(house, 1, by=head, agrees="")
        plumber = EmployeeFactory(email="plumber@example.ru", by=head)
        with at(noon()):
            request = RequestFactory(house=house, call=Call(person=person, phone=phone(1)), by=head)
            moves.take(request, employees=[plumber], by=head)
            go_all()

        number = request.number
        assert told() == [(f"Заявка № {number} принята", "email+sms"), (f"Заявка № {number} в работе", "email+sms")]
        assert list(Message.objects.order_by("pk").values_list("phone", "text", "cause", "reference")) == [
            (phone(1), f"Заявка № {number} принята.", "request", f"Заявка № {number}"),
            (phone(1), f"Заявка № {number} в работе.", "request", f"Заявка № {number}"),
        ]
        assert Message.objects.earliest("pk").house == house.pk

    def test_a_stranger_gets_an_sms_and_a_landline_nothing(self, head: User, house: House, sms_on: Tenant):
        RequestFactory(house=house, place=Place.YARD, call=Call(phone=phone(1)), by=head)
        RequestFactory(house=house, place=Place.YARD, call=Call(phone="+73422001003"), by=head)
        go_all()

        sent = Delivery.objects.get()
        assert (sent.person, sent.account, sent.address, sent.state) == (None, None, phone(1), "handed")
        assert Message.objects.get().house == house.pk

    def test_whom_nothing_reaches_leaves_nothing_behind(self, head: User, house: House):
        person = settle(house, 1, by=head, phone=False, email=False, agrees="")
        RequestFactory(house=house, call=Call(person=person), by=head)
        RequestFactory(house=house, call=Call(phone=phone(1)), by=head)  # SMS are off
        assert not Notice.objects.exists()

    def test_a_refusal_holds_for_ones_own_request_too(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head, agrees="")
        consents.withdraw(person, channel=ConsentChannel.SMS, source=ConsentSource.LINK, by=None)
        RequestFactory(house=house, call=Call(person=person, phone=phone(1)), by=head)
        go_all()
        assert [way for _, way in told()] == ["email"]
        assert not Message.objects.exists()

    def test_one_step_is_told_once(self, head: User, house: House):
        person = settle(house, 1, by=head)
        about = About(STEPS[Deed.TAKEN], "Заявка № 5", house=house)
        for _ in range(2):
            telling.tell(about, [To("request:1:1", {"номер": "5"}, person=person)])
        go_all()
        assert told() == [("Заявка № 5 в работе", "email")]

    def test_at_night_a_letter_goes_and_an_sms_waits_unless_it_is_urgent(
        self, head: User, house: House, sms_on: Tenant
    ):
        person = settle(house, 1, by=head, agrees="")
        plumber = EmployeeFactory(email="plumber@example.ru", by=head)
        states = {}
        with at(noon().replace(hour=20)):  # 01:00 in the company's place
            for priority in (Priority.NORMAL, Priority.EMERGENCY):
                request = RequestFactory(house=house, priority=priority, call=Call(person=person), by=head)
                moves.take(request, employees=[plumber], by=head)
                go_all()
                states[priority] = [
                    {way: state for way, _, state in went(one)} for one in Notice.objects.order_by("pk")
                ]

        handed = {"email": "handed", "sms": "handed"}
        assert states[Priority.NORMAL] == [handed, {"email": "handed", "sms": "waiting"}]  # who has called is awake
        assert states[Priority.EMERGENCY][2:] == [handed, handed]

    def test_steps_are_no_surfeit_of_notices(self, head: User, house: House):
        person = settle(house, 1, by=head)
        with at(noon()):
            for _ in range(4):
                RequestFactory(house=house, call=Call(person=person), by=head)
            go_all()
        assert [way for _, way in told()] == ["email"] * 4
        assert set(Delivery.objects.values_list("state", flat=True)) == {"handed"}

    def test_in_the_companys_own_words(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head, agrees="")
        event = STEPS[Deed.OPENED]
        wordings.write_words(
            event, Words("Приняли № {номер}", "{заявка} — {адрес}\nМастер: {исполнитель}", "Ждите."), by=head
        )
        request = RequestFactory(house=house, text="Течёт {кран} & <b>", call=Call(person=person), by=head)
        go_all()

        notice = Notice.objects.get()
        assert (notice.subject, notice.text) == (f"Приняли № {request.number}", f"Течёт {{кран}} & <b> — {house}")
        assert Message.objects.get().text == f"Приняли № {request.number}. Ждите."


class TestOutages:
    def test_announced_moved_and_ended(self, head: User, house: House, sms_on: Tenant):
        settle(house, 1, by=head, agrees="")
        outage = announce(house, head)
        later = outages.Change(ends_at=timezone.now() + timedelta(hours=8))
        outages.change_outage(outage, later, by=head)
        outages.change_outage(outage, outages.Change(doing="Меняем задвижку"), by=head)
        outages.end_outage(outage, by=head)
        go_all()

        found = Notice.objects.order_by("pk")
        assert [(one.subject, one.kind) for one in found] == [
            ("Отключение: холодная вода", Kind.EMERGENCY), ("Отключение, новые сроки: холодная вода", Kind.EMERGENCY),
            ("Отключение закончилось: холодная вода", Kind.EVENT),
        ]  # fmt: skip
        assert "аварийно отключена холодная вода" in found[0].text
        assert {way for one in found for way, *_ in went(one)} == {"email"}, "SMS were not ticked"
        assert not Message.objects.exists()

    def test_sms_only_where_they_were_ticked(self, head: User, house: House, sms_on: Tenant):
        settle(house, 1, by=head, agrees="")
        announce(house, head, tells_by_sms=True)
        go_all()
        assert [(one.cause, one.by_id) for one in Message.objects.all()] == [("outage", head.pk)]

    def test_the_form_shows_what_it_costs_before_it_is_told(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        settle(house, 1, by=head, agrees="")
        office = client_of(sms_on, head)
        typed = {"supply": "cold_water", "house": house.address, "tells_residents": "on", "tells_by_sms": "on"}
        shown = office.post("/crm/notices/outage-cost/", typed).content.decode()
        assert ("<dd>1 из 1</dd>" in shown, "СМС обойдутся" in shown) == (True, True)
        assert "Выберите дом" in office.post("/crm/notices/outage-cost/", typed | {"house": ""}).content.decode()

        starts = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        office.post("/crm/dispatch/outages/new/", typed | {"kind": "emergency", "starts_at": starts})
        kept = Outage.objects.get()
        assert (kept.tells_residents, kept.tells_by_sms) == (True, True)
        assert Notice.objects.get().with_sms

    def test_nobody_is_told_unless_it_was_chosen(self, head: User, house: House):
        settle(house, 1, by=head)
        outages.end_outage(announce(house, head, tells_residents=False), by=head)
        assert not Notice.objects.exists()

    def test_a_planned_one_is_told_again_when_it_begins(self, head: User, house: House):
        settle(house, 1, by=head)
        starts = noon()
        with at(starts - timedelta(days=2)):
            announce(house, head, kind=OutageKind.PLANNED, starts_at=starts, ends_at=starts + timedelta(hours=5))
            assert outage_notices.tell_of_beginnings() == []
        with at(starts + timedelta(minutes=4)):
            begun = [*outage_notices.tell_of_beginnings(), *outage_notices.tell_of_beginnings()]
        assert [one.subject for one in begun] == ["Отключение началось: холодная вода"]


def test_a_verification_is_told_once_a_month_before(head: User, house: House, sms_on: Tenant):
    settle(house, 1, by=head, agrees="")
    account, now = house.accounts.get(), timezone.localdate()
    for number, days in (("1", 20), ("2", 20), ("3", 90), ("4", -3)):
        MeterFactory(account=account, number=number, next_verification_on=now + timedelta(days=days), by=head)
    assert len(verifications.tell_of_verifications()) == 1
    assert verifications.tell_of_verifications() == []
    go_all()

    notice = Notice.objects.get()
    assert notice.subject == f"Поверьте счётчик до {now + timedelta(days=20):%d.%m.%Y}"
    assert ("№ 1, " in notice.text, "№ 3" in notice.text, "№ 4" in notice.text) == (True, False, False)
    assert {way for way, *_ in went(notice)} == {"email"}, "no SMS unless the company asks for them"
    assert not Message.objects.exists()
