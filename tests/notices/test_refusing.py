"""Refusing by topic and channel: on the page behind the short link, by one click of a letter, told to an employee."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.company.models import Profile
from crm.dispatch.domain.calls import Call
from crm.notices import links
from crm.notices.domain import leaving, recipients
from crm.notices.domain.audience import accounts_for
from crm.notices.domain.preview import preview
from crm.notices.domain.topics import topic_of
from crm.notices.enums import Kind
from crm.notices.models import Delivery, Notice
from crm.people.domain import consents, erasing, people
from crm.people.enums import REFUSABLE, ConsentChannel, ConsentSource, Topic
from crm.people.models import Consent, Person
from identity.models import User
from notifications.channels import Way
from notifications.events import events
from notifications.models import Letter
from sms.models import Message, Provider
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import RequestFactory
from tests.notices.making import ALL, SUBJECT, TEXT, go, go_all, settle, went, write

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def path_of(url: str) -> str:
    return url.partition("8000")[2]


def page_of(person: Person) -> str:
    return path_of(links.choice_url(person))


def comes(person: Person) -> dict[str, str]:
    """Topic → channels by which it comes."""
    return {choice.topic.value: " ".join(choice.comes_by) for choice in leaving.choices(person)}


def ways(notice: Notice) -> set[str]:
    return {way for way, *_ in went(notice)}


def said(person: Person) -> list[tuple[str, str, bool, str]]:
    rows = Consent.objects.filter(person=person, source=ConsentSource.LINK).order_by("pk")
    return list(rows.values_list("channel", "topic", "is_given", "source"))


class TestRule:
    def test_what_is_refused_about_one_thing_stops_that_alone(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head)
        leaving.leave(person, Way.SMS, Topic.NEWS)
        leaving.leave(person, Way.EMAIL, Topic.MONEY)

        assert ways(go(write(head, kind=Kind.ORDINARY))) == {"email"}
        assert ways(go(write(head, kind=Kind.DEBT))) == {"sms"}
        assert ways(go(write(head, kind=Kind.READINGS))) == {"sms", "email"}
        assert ways(go(write(head, kind=Kind.EMERGENCY))) == {"sms", "email"}

    def test_the_list_of_whom_it_misses_says_that_such_are_not_wanted(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head)
        for way in (Way.SMS, Way.EMAIL):
            leaving.leave(person, way, Topic.NEWS)
        accounts, rules = accounts_for(ALL, user=head), recipients.rules_now(Kind.ORDINARY)

        assert list(recipients.unreached(accounts, rules)) == [
            (Account.objects.get().pk, "отказался от таких СМС, отказался от таких писем")
        ]
        assert preview(ALL, kind=Kind.ORDINARY, subject=SUBJECT, text=TEXT, short="", user=head).unreached == 1
        assert preview(ALL, kind=Kind.DEBT, subject=SUBJECT, text=TEXT, short="", user=head).unreached == 0

    def test_ones_own_request_is_not_told_to_whom_wants_no_such_letters(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head, agrees="")
        leaving.leave(person, Way.EMAIL, Topic.REQUESTS)
        RequestFactory(house=house, call=Call(person=person), by=head)
        go_all()
        assert set(Delivery.objects.values_list("channel", flat=True)) == {"sms"}

    def test_who_refused_everything_but_emergencies_hears_of_them_by_every_channel(
        self, head: User, house: House, sms_on: Tenant
    ):
        person = settle(house, 1, by=head)
        leaving.keep_emergencies_only(person)

        assert [ways(go(write(head, kind=kind))) for kind in (Kind.ORDINARY, Kind.DEBT, Kind.READINGS)] == [set()] * 3
        assert ways(go(write(head))) == {"sms", "email"}
        leaving.leave(person, Way.SMS)
        assert ways(go(write(head))) == {"email"}, "a channel that is refused whole brings nothing"

    def test_a_consent_takes_no_refusal_of_a_topic_back(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head, agrees="")
        leaving.leave(person, Way.SMS, Topic.NEWS)
        consents.give(person, channel=ConsentChannel.SMS, source=ConsentSource.PAPER, by=head)
        assert ways(go(write(head, kind=Kind.ORDINARY))) == set()

        consents.allow(
            person, channel=ConsentChannel.SMS, topic=Topic.NEWS, source=ConsentSource.PHONE_CALL, by=head
        )  # fmt: skip
        assert ways(go(write(head, kind=Kind.ORDINARY))) == {"sms"}

    def test_to_take_a_refusal_back_is_no_consent(self, head: User, house: House, sms_on: Tenant):
        person = settle(house, 1, by=head, agrees="")
        leaving.leave(person, Way.SMS, Topic.NEWS)
        consents.allow(person, channel=ConsentChannel.SMS, topic=Topic.NEWS, source=ConsentSource.PAPER, by=head)
        assert ways(go(write(head, kind=Kind.ORDINARY))) == set()
        assert not consents.may_write(person, ConsentChannel.SMS, Topic.NEWS)

    def test_every_event_has_a_topic_but_outages_and_emergencies(self):
        topics = {event.code: topic_of(Kind.EVENT, event.code) for event in events()}
        without = {code for code, topic in topics.items() if topic == Topic.ALL}
        assert without == {code for code in topics if code.startswith("dispatch.outage")}
        assert topics["dispatch.opened"] == Topic.REQUESTS
        assert topics["meters.verification"] == Topic.METERS
        assert (topic_of(Kind.ORDINARY, ""), topic_of(Kind.EMERGENCY, "")) == (Topic.NEWS, Topic.ALL)


class TestPage:
    def test_boxes_show_what_comes_and_keep_what_is_ticked(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head, agrees="email")
        path, client = page_of(person), client_of(sms_on)
        assert comes(person) == {
            "news": "email", "requests": "sms email", "meters": "sms email", "money": "sms email", "": "sms email",
        }  # fmt: skip
        assert client.get(path).content.decode().count(" checked>") == 9
        assert said(person) == [], "opening the page does nothing"

        shown = client.post(path, {"on": ["news.sms", "requests.sms", "requests.email", ".email"]}).content.decode()
        assert comes(person) == {
            "news": "sms", "requests": "sms email", "meters": "", "money": "", "": "sms email",
        }  # fmt: skip
        assert "Новости и объявления: СМС" in shown
        assert "Долг и платежи: ничего" in shown
        assert "Отключения и аварии: СМС, Письмо" in shown
        assert ("sms", "", True, "link") in said(person), "news ask for a consent of now"
        assert ("email", "news", False, "link") in said(person)
        before = said(person)
        client.post(path, {"on": ["news.sms", "requests.sms", "requests.email", ".email"]})
        assert said(person) == before, "the same again adds nothing"

    def test_a_channel_without_a_tick_is_refused_whole_and_comes_back_by_any(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head)
        path, client = page_of(person), client_of(sms_on)
        client.post(path, {"on": ["news.email", "requests.email", "meters.email", "money.email"]})
        assert comes(person)[""] == "email"
        assert ways(go(write(head))) == {"email"}

        client.post(path, {"on": ["news.email", "requests.sms"]})
        assert comes(person) == {"news": "email", "requests": "sms", "meters": "", "money": "", "": "sms email"}
        assert ways(go(write(head, kind=Kind.ORDINARY))) == {"email"}

    def test_one_button_refuses_everything_but_emergencies_of_contacts_to_come_too(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head, email=False)
        shown = client_of(sms_on).post(page_of(person), {"emergencies": "1"}).content.decode()
        assert "Отключения и аварии: СМС" in shown
        assert shown.count(": ничего") == len(REFUSABLE)

        Person.objects.update(email="new@example.ru")
        assert ways(go(write(head, kind=Kind.DEBT))) == set()

    def test_what_no_page_sends_counts_for_nothing(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head)
        client_of(sms_on).post(page_of(person), {"on": ["money.fax", "x.sms", "sms", "money.sms", "money.email"]})
        assert comes(person)["money"] == "sms email"

    def test_it_says_nothing_of_who_the_person_is(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head)
        answer = client_of(sms_on).get(page_of(person))
        shown = answer.content.decode()
        for word in ("Житель1", "Анна", "resident1@example.ru", "9084370001", "908 437", "Ленина"):
            assert word not in shown, word
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("private, no-store", "no-referrer")

    def test_whom_nothing_reaches_is_told_what_to_do(
        self, head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head, phone=False, email=False, agrees="")
        assert "позвоните нам" in client_of(tenant).get(page_of(person)).content.decode()


class TestLink:
    def test_it_is_short_and_for_its_company_alone(
        self, head: User, house: House, tenant: Tenant, beta: Tenant, client_of: Callable[..., Client]
    ):
        path = page_of(settle(house, 1, by=head))
        assert len(path) <= len("/s/") + 14
        assert client_of(tenant).get(path).status_code == 200
        assert client_of(beta).get(path).status_code == 404

    def test_a_changed_one_is_dead(self, head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]):
        person, other = settle(house, 1, by=head), settle(house, 2, by=head)
        path, client = page_of(person), client_of(tenant)
        number = signing.b62_encode(other.pk)
        for wrong in (
            path[:-1],
            f"{path}0",
            f"{path[:12]}{number}",
            "/s/",
            "/s/1",
            f"/s/{'z' * 40}",
            "/s/------------",
        ):
            assert client.get(wrong).status_code == 404, wrong
            assert client.post(wrong, {"emergencies": "1"}).status_code == 404, wrong
        assert said(other) == said(person) == []

    def test_it_dies_with_the_persons_data(
        self, head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head)
        path = page_of(person)
        people.untie(person.ties.get(), until=timezone.localdate(), by=head)
        erasing.erase_person(person, by=head)
        assert client_of(tenant).get(path).status_code == 404

    def test_it_outlives_the_change_of_the_key(self, head: User, house: House, settings):
        person, old = settle(house, 1, by=head), settings.SECRET_KEY
        code = links.choice_url(person).rpartition("/")[2]
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [old]
        assert links.to_choose(code) == person
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(links.LinkDead):
            links.to_choose(code)


class TestLetter:
    def test_one_click_refuses_what_the_letter_was_about_and_the_page_offers_the_rest(
        self, head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head, phone=False)
        go(write(head, kind=Kind.DEBT))
        with in_schema("public"):
            letter = Letter.objects.filter(headers__Subject=SUBJECT).latest("pk")
        path, client = path_of(letter.headers["List-Unsubscribe"].strip("<>")), client_of(tenant)

        assert "писем: «Долг и платежи»?" in client.get(path).content.decode()
        answer = client.post(path, {"List-Unsubscribe": "One-Click"}).content.decode()
        assert "Вы отказались от писем: «Долг и платежи»" in answer
        assert links.choice_url(person) in answer
        assert comes(person) == {"news": "email", "requests": "email", "meters": "email", "money": "", "": "email"}
        client.post(path, {"back": "1"})
        assert comes(person)["money"] == "email"

    def test_a_letter_from_before_topics_refuses_letters_as_it_said(
        self, head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head, phone=False)
        token = signing.dumps([person.pk, "email"], salt=f"notices.leave:{tenant.schema_name}")
        client_of(tenant).post(f"/n/{token}/")
        assert set(comes(person).values()) == {""}


class TestSms:
    def test_the_link_stands_at_the_end_where_it_was_ticked_and_is_counted_before(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        person = settle(house, 1, by=head, email=False)
        go(write(head, kind=Kind.ORDINARY))
        go(write(head, kind=Kind.ORDINARY, tells_refusal=True))
        plain, told = Message.objects.order_by("pk").values_list("text", flat=True)

        assert plain == f"{SUBJECT}. {TEXT}"
        assert told == f"{plain} Отказ: {links.choice_url(person)}"
        seen = preview(ALL, kind=Kind.ORDINARY, subject=SUBJECT, text=TEXT, short="", user=head, tells_refusal=True)
        assert (len(seen.text), seen.refusal_signs) == (len(told), len(told) - len(plain))
        assert seen.measured.segments == Message.objects.latest("pk").segments
        assert seen.cost is not None
        assert client_of(sms_on).get(path_of(told.rpartition(" ")[2])).status_code == 200

    def test_an_emergency_never_ends_with_it(self, head: User, house: House, sms_on: Tenant):
        settle(house, 1, by=head, email=False)
        go(write(head, tells_refusal=True))
        assert Message.objects.get().text == f"{SUBJECT}. {TEXT}"

    def test_what_is_too_long_with_it_is_refused_before_it_goes(self, head: User, house: House, sms_on: Tenant):
        long = "я" * (67 * 8 - len(SUBJECT) - 2)
        write(head, kind=Kind.ORDINARY, text=long)
        with pytest.raises(DomainError, match="9 частей"):
            write(head, kind=Kind.ORDINARY, text=long, tells_refusal=True)

    def test_news_in_viber_always_tell_where_to_refuse(self, head: User, house: House, sms_on: Tenant):
        Provider.objects.update(viber_price=1)
        Profile.objects.update(viber_enabled=True)
        person = settle(house, 1, by=head, email=False, agrees="viber")
        go(write(head, kind=Kind.ORDINARY))
        go(write(head, kind=Kind.READINGS))
        news, reminder = Message.objects.order_by("pk").values_list("text", flat=True)
        assert news.endswith(f"\n\nОтказаться: {links.choice_url(person)}")
        assert "Отказаться" not in reminder

    def test_the_office_ticks_it_and_sees_what_it_costs(
        self, head: User, house: House, sms_on: Tenant, client_of: Callable[..., Client]
    ):
        settle(house, 1, by=head, email=False)
        office = client_of(sms_on, head)
        typed = {"kind": "ordinary", "to": "all", "subject": SUBJECT, "text": TEXT}
        page = office.get("/crm/notices/new/").content.decode()
        assert "Добавить в СМС ссылку для отказа: +" in page
        assert "Из них на ссылку для отказа" not in office.post("/crm/notices/preview/", typed).content.decode()
        assert "Из них на ссылку для отказа" in office.post(
            "/crm/notices/preview/", typed | {"tells_refusal": "on"}
        ).content.decode()  # fmt: skip
        office.post("/crm/notices/new/", typed | {"tells_refusal": "on"})
        assert Notice.objects.get().tells_refusal


def test_a_refusal_told_by_telephone_is_written_down_and_taken_back(
    head: User, house: House, tenant: Tenant, client_of: Callable[..., Client]
):
    person = settle(house, 1, by=head)
    office, url = client_of(tenant, head), f"/crm/people/{person.pk}/consents/add/"
    typed = {"channel": "email", "topic": "money", "source": "call"}
    office.post(url, typed | {"word": "no"})
    last = Consent.objects.latest("pk")
    assert (last.topic, last.is_given, last.source, last.by) == ("money", False, "call", head)
    page = office.get(f"/crm/people/inspect/{person.pk}/").content.decode()
    assert "не присылать «Долг и платежи»" in page

    office.post(url, typed | {"word": "yes"})
    assert comes(person)["money"] == "sms email"
    again = office.post(url, typed | {"word": "yes", "text_version": "2026-11"}).content.decode()
    assert "От этого житель не отказывался" in again


def test_the_history_is_kept_with_when_and_from_where(head: User, house: House, tenant: Tenant):
    person, start = settle(house, 1, by=head), timezone.now() - timedelta(minutes=1)
    leaving.leave(person, Way.EMAIL, Topic.NEWS)
    leaving.come_back(person, Way.EMAIL, Topic.NEWS)
    rows = consents.history(person).filter(topic=Topic.NEWS)
    assert [(row.is_given, row.source, row.at > start) for row in rows] == [(True, "link", True), (False, "link", True)]
    assert consents.holding(person)[ConsentChannel.EMAIL].is_given
