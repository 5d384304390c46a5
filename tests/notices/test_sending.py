"""A notice on its way: letters and SMS, the night, money, the stop, refusing, reminders."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from crm.accounting.models import House
from crm.company.models import Profile
from crm.journal.models import Entry
from crm.notices import links
from crm.notices.domain import campaigns, clock, following, leaving, queries, reminders, sending
from crm.notices.enums import DeliveryState, Kind, State
from crm.notices.models import Delivery, Notice
from identity.models import User
from notifications.channels import Way
from notifications.domain import letters as outbox
from notifications.domain.by_email import ByEmail
from notifications.models import Letter
from operators.demo.clock import at
from sms.domain.sending import funds
from sms.enums import ProviderKind
from sms.enums import State as SmsState
from sms.models import Message
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.local_time import zone
from tenants.models import Tenant
from tests.emulators.smtp import mail_server
from tests.factories import AccountFactory
from tests.notices.making import SUBJECT, TEXT, go, noon, settle, went, write
from tests.sms.making import add_provider

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def letters() -> list[Letter]:
    with in_schema("public"):
        return list(Letter.objects.filter(headers__Subject=SUBJECT).order_by("pk"))


def test_from_the_form_to_the_letter_and_the_ledger(head: User, house: House, sms_on: Tenant):
    settle(house, 1, by=head)
    notice = go(write(head))
    letter, message = letters()[0], Message.objects.get()

    assert notice.state == State.DONE
    assert (letter.recipients, TEXT in letter.text) == (["resident1@example.ru"], True)
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message.key, message.text, message.by_id) == (f"notice:{notice.pk}", f"{SUBJECT}. {TEXT}", head.pk)
    assert message.house == house.pk
    assert {state for *_, state in went(notice)} == {"handed"}
    assert Entry.objects.get(action="notices.create_notice").actor == head


def test_what_became_of_the_messages_comes_back(head: User, house: House, sms_on: Tenant):
    settle(house, 1, by=head)
    notice = go(write(head))
    with in_schema("public"):
        Letter.objects.filter(headers__Subject=SUBJECT).update(state="sent")
    for state in (SmsState.SENDING, SmsState.SENT, SmsState.UNDELIVERED):
        lost = state == SmsState.UNDELIVERED
        Message.objects.update(state=state, told="абонент не существует" if lost else "", no_number=lost)

    assert following.follow(notice) == 2
    assert {state for *_, state in went(notice)} == {"sent", "failed"}
    sms = Delivery.objects.get(channel="sms")
    assert (sms.reason, sms.is_nowhere) == ("абонент не существует", True)
    assert following.follow(notice) == 0


def test_without_money_sms_wait_and_letters_go(tenant: Tenant, head: User, house: House):
    add_provider(ProviderKind.NOWHERE)
    Profile.objects.update(sms_enabled=True)
    settle(house, 1, by=head)
    notice = go(write(head))

    assert {(way, state) for way, _, state in went(notice)} == {("email", "handed"), ("sms", "waiting")}
    assert notice.trouble.startswith("На лицевом счёте не хватает")
    assert notice.state == State.SENDING
    assert Delivery.objects.get(channel="sms").next_at > timezone.now() + timedelta(minutes=4)
    for _ in range(sending.PATIENCE):
        Delivery.objects.filter(channel="sms").update(next_at=timezone.now())
        go(notice)
    assert (notice.state, Delivery.objects.get(channel="sms").state) == (State.DONE, DeliveryState.FAILED)
    assert funds(tenant).held == Decimal(0)


def test_ordinary_notices_wait_for_the_morning_and_emergencies_do_not(head: User, house: House):
    settle(house, 1, by=head)
    night = noon().replace(hour=20)  # 01:00 in the company's place
    with at(night):
        quiet, loud = go(write(head, kind=Kind.ORDINARY)), go(write(head))

    assert [state for *_, state in went(quiet)] == ["waiting"]
    assert [state for *_, state in went(loud)] == ["handed"]
    there = zone(clock.zones_by_house()[house.pk])
    woken = timezone.localtime(Delivery.objects.get(notice=quiet).next_at, there)
    assert (woken.hour, woken.minute) == (9, 0)


def test_no_more_than_two_ordinary_notices_a_day_to_one_person(head: User, house: House):
    settle(house, 1, by=head)
    with at(noon()):
        states = [[state for *_, state in went(go(write(head, kind=Kind.ORDINARY)))] for _ in range(3)]
        emergency = went(go(write(head)))
    assert states == [["handed"], ["handed"], ["waiting"]]
    assert [state for *_, state in emergency] == ["handed"]
    assert len(letters()) == 3


def test_the_stop_button_leaves_nothing_waiting(head: User, house: House):
    settle(house, 1, by=head)
    notice = write(head)
    assert sending.start(notice.pk)
    assert [state for *_, state in went(notice)] == ["waiting"]
    assert campaigns.stop(notice, by=head) == 1
    assert not sending.send_some(notice.pk)
    assert [state for *_, state in went(notice)] == ["cancelled"]
    assert letters() == []
    with pytest.raises(DomainError):
        campaigns.stop(notice, by=head)


def test_a_notice_waits_for_its_time_and_expires(head: User, house: House):
    settle(house, 1, by=head)
    later = write(head, send_at=timezone.now() + timedelta(hours=1))
    assert not sending.start(later.pk)
    assert later.pk not in sending.due()
    with at(noon()):
        late = write(head, expires_at=timezone.now() + timedelta(hours=1))
        sending.start(late.pk)
    go(late)  # a day later
    assert [state for *_, state in went(late)] == ["cancelled"]
    with pytest.raises(DomainError):
        write(head, expires_at=timezone.now() - timedelta(hours=1))


def test_a_batch_comes_no_sooner_than_the_pause(
    head: User, house: House, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    for number in (1, 2, 3):
        settle(house, number, by=head)
    monkeypatch.setattr(ByEmail, "at_once", 1)
    notice = write(head)
    sending.start(notice.pk)
    assert sending.send_some(notice.pk)
    settings.NOTICES_PAUSE = 60
    assert not sending.send_some(notice.pk)
    assert len(letters()) == 1


def test_anyone_refuses_by_the_link_with_one_click(
    head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
):
    person = settle(house, 1, by=head)
    go(write(head))
    link = letters()[0].headers["List-Unsubscribe"].strip("<>")
    path, client = link.partition("8000")[2], client_of(tenant)

    assert "Больше не присылать вам писем?" in client.get(path).content.decode()
    assert not leaving.has_left(person, Way.EMAIL), "opening the page does nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert went(go(write(head))) == set()
    assert Entry.objects.filter(action="people.withdraw_consent", actor=None).exists()
    client.post(path, {"back": "1"})
    assert len(went(go(write(head)))) == 1
    assert client.get(f"{path[:-3]}x/").status_code == 404


def test_a_link_of_another_company_is_dead(head: User, house: House, beta: Tenant, client_of: Callable[..., Client]):
    settle(house, 1, by=head)
    go(write(head))
    path = letters()[0].headers["List-Unsubscribe"].strip("<>").partition("8000")[2]
    assert client_of(beta).get(path).status_code == 404


def test_the_feed_shows_what_was_told_and_where_to_choose_what_to_be_told(
    head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
):
    person = settle(house, 1, by=head, agrees="email")
    notice = go(write(head))
    path, client = links.feed_url(person).partition("8000")[2], client_of(tenant)

    assert SUBJECT in client.get(path).content.decode()
    assert not Delivery.objects.filter(read_at__isnull=False).exists(), "programs open links too"
    client.get(path, HTTP_SEC_FETCH_USER="?1")
    assert queries.counts_of(notice)[0].read == 1

    assert links.choice_url(person) in client.get(path).content.decode()


def test_an_attachment_opens_for_those_to_whom_it_was_sent(
    head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
):
    settle(house, 1, by=head)
    other = settle(house, 2, by=head, email=False)
    notice = go(write(head, file=SimpleUploadedFile("План.csv", "Шаг;День".encode())))
    link = next(line for line in letters()[0].text.splitlines() if line.endswith(f"/{notice.pk}/"))

    client: Any = client_of(tenant)
    answer = client.get(link.partition("8000")[2])
    assert b"".join(answer.streaming_content) == "Шаг;День".encode()
    assert client.get(f"{links.feed_url(other)}{notice.pk}/".partition("8000")[2]).status_code == 404
    with pytest.raises(DomainError):
        write(head, file=SimpleUploadedFile("a.exe", b"MZ"))


def test_reminders_come_once_a_month_whatever_restarts(head: User, house: House):
    settle(house, 1, by=head, agrees="")
    AccountFactory(house=house, flat="9", by=head)
    house.accounts.filter(flat="1").update(balance=Decimal(100))
    Profile.objects.update(debt_reminder_day=10, readings_reminder_day=None)

    def on(day: date) -> int:
        with at(noon().replace(year=day.year, month=day.month, day=day.day)):
            return len([go(notice) for notice in reminders.remind()])

    assert [on(date(2026, 10, day)) for day in (9, 10, 10, 11, 14)] == [0, 1, 0, 0, 0]
    assert [on(date(2026, 11, day)) for day in (9, 12, 13)] == [0, 1, 0]  # nothing ran on the 10th
    assert Notice.objects.filter(kind=Kind.DEBT, by=None).count() == 2
    assert Delivery.objects.count() == 2


def test_the_letter_goes_out_under_its_own_subject_which_operators_never_read(head: User, house: House, settings: Any):
    settle(house, 1, by=head)
    notice = go(write(head))
    number = letters()[0].pk
    with mail_server() as box, in_schema("public"):
        settings.SMTP = {"host": "127.0.0.1", "port": box.port, "timeout": 5}
        Letter.objects.filter(pk=number).update(state=Letter.State.WAITING)
        outbox.send(number)
        letter = Letter.objects.get(pk=number)

    sent = message_from_bytes(box.got[0].original_content, policy=default)
    assert (sent["Subject"].strip(), sent["List-Unsubscribe-Post"]) == (SUBJECT, "List-Unsubscribe=One-Click")
    assert (letter.subject, letter.text, "Subject" in letter.headers) == (f"Уведомление № {notice.pk}", "", False)
