"""Manual, section 6, 11–13: what the resident is told, sees and may do by a personal link."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from crm.accounting.models import Account
from crm.company.models import Employee, Profile
from crm.dispatch.domain import links, moves, photos, talk
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.enums import PhotoKind, Source, Status
from crm.dispatch.models import Caller, Message, Request
from crm.people.domain import consents, people
from crm.people.enums import ConsentChannel, ConsentSource, Tie
from crm.people.models import Person
from crm.rights.enums import Role
from identity.models import User
from notifications.domain.letters import OWN_SUBJECT
from notifications.models import Letter
from tenants.context import in_schema
from tests.factories import AccountFactory, ContractorFactory, EmployeeFactory, RequestFactory
from tests.notices.making import go_all

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory(number="00012345", last_name="Макаров", flat="12")


@pytest.fixture
def person(account: Account) -> Person:
    made = people.add_person(account, kind=Tie.OWNER, last_name="Макаров", first_name="Олег", phone="", by=None)
    return people.change_person(
        made, last_name="Макаров", first_name="Олег", patronymic="", email="oleg@home.example", note="", by=None
    )


@pytest.fixture
def caller(account: Account, person: Person) -> Caller:
    request = RequestFactory(house=account.house, call=Call(account=account, person=person, name="Макаров Олег"))
    return request.callers.get()


@pytest.fixture
def plumber(tenant) -> Employee:
    return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR)


@pytest.fixture
def done(caller: Caller, plumber: Employee) -> Request:
    return moves.finish(moves.take(caller.request, employees=[plumber], by=None), by=None)


@pytest.fixture
def browser(client_of, tenant) -> Any:
    return client_of(tenant)


def page(caller: Caller) -> str:
    return f"/z/{links.token_of(caller)}/"


def letters() -> list[Letter]:
    """Letters as they go out: those to residents by the task after the commit."""
    go_all()
    with in_schema("public"):
        return list(Letter.objects.order_by("pk"))


def subjects(to: str) -> list[str]:
    return [letter.headers.get(OWN_SUBJECT, letter.subject) for letter in letters() if letter.recipients == [to]]


class TestLetters:
    def test_of_every_change_of_the_status(self, caller: Caller, plumber: Employee, head: User):
        request = moves.take(caller.request, employees=[plumber], by=head)
        moves.finish(request, by=head)

        assert subjects("oleg@home.example") == [
            "Заявка № 1 принята", "Заявка № 1 в работе", "Заявка № 1 выполнена",
        ]  # fmt: skip

    def test_of_the_expected_date_and_of_no_other_change(self, caller: Caller, head: User):
        change_request(caller.request, Change(text="Течёт сильнее"), by=head)
        change_request(caller.request, Change(expected_at=timezone.now() + timedelta(days=1)), by=head)

        assert subjects("oleg@home.example")[1:] == ["Заявка № 1 изменился срок"]

    def test_each_caller_by_the_number_he_knows(self, caller: Caller, account: Account, head: User):
        neighbour = people.add_person(account, kind=Tie.FAMILY, last_name="Сосед", first_name="Иван", phone="", by=None)
        people.change_person(
            neighbour, last_name="Сосед", first_name="Иван", patronymic="", email="ivan@home.example", note="", by=None
        )
        join_call(caller.request, Call(account=account, person=neighbour), source=Source.PHONE, by=head)
        moves.cancel(caller.request, reason="Ложный вызов", by=head)

        assert subjects("ivan@home.example") == ["Заявка № 2 принята", "Заявка № 2 отменена"]
        assert subjects("oleg@home.example") == ["Заявка № 1 принята", "Заявка № 1 отменена"]

    def test_whoever_refused_letters_gets_none(self, caller: Caller, person: Person, plumber: Employee):
        consents.withdraw(person, channel=ConsentChannel.EMAIL, source=ConsentSource.PHONE_CALL, by=None)
        moves.take(caller.request, employees=[plumber], by=None)

        assert subjects("oleg@home.example") == ["Заявка № 1 принята"]

    @pytest.mark.parametrize("shows", [True, False])
    def test_executors_are_named_only_if_the_company_shows_them(self, caller: Caller, plumber: Employee, shows: bool):
        Profile.objects.update(show_executors=shows)
        moves.take(caller.request, employees=[plumber], by=None)

        assert ("Краснов" in letters()[-1].text) == shows

    def test_who_was_given_it_is_told(self, caller: Caller, plumber: Employee, head: User):
        moves.take(caller.request, employees=[plumber], by=head)

        assert subjects(plumber.user.email) == ["Вам назначена заявка № 1"]

    def test_so_is_a_contractor(self, caller: Caller, head: User):
        firm = ContractorFactory(email="avaria@lift.example")
        moves.take(caller.request, contractor=firm, by=head)

        assert subjects("avaria@lift.example") == ["Вам назначена заявка № 1"]

    def test_a_step_that_was_rolled_back_told_nobody(self, caller: Caller):
        before = len(letters())
        with pytest.raises(Exception, match="Выберите исполнителя"):
            moves.take(caller.request, by=None)

        assert len(letters()) == before


class TestPage:
    def test_steps_deadline_and_its_source(self, browser, caller: Caller, plumber: Employee):
        moves.take(caller.request, employees=[plumber], by=None)
        talk.comment(caller.request, "Скандальный житель", by=plumber.user)

        shown = browser.get(page(caller)).text

        for words in ("Заявка № 1", "В работе", "Крайний срок", "ПП РФ 416, п. 13"):
            assert words in shown
        assert "Скандальный" not in shown
        assert "Краснов" not in shown

    def test_is_kept_by_nobody_on_the_way(self, browser, caller: Caller):
        answer = browser.get(page(caller))

        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"

    @pytest.mark.parametrize("token", ["", "мусор", "MQ:1abc:xxxx"])
    def test_a_wrong_link_tells_so(self, browser, caller: Caller, token: str):
        assert browser.get(f"/z/{token or 'x'}/").status_code == 404

    def test_ends_after_its_time(self, browser, caller: Caller, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(links, "LIVES", timedelta(seconds=-1))

        assert "Ссылка больше не действует" in browser.get(page(caller)).text

    def test_no_other_company_takes_it(self, client_of, beta, caller: Caller):
        assert client_of(beta).get(page(caller)).status_code == 404

    def test_the_thread_goes_both_ways_and_says_what_was_read(self, browser, caller: Caller, head: User):
        line = talk.write_to_resident(caller.request, "Будем к обеду", by=head)
        assert "Будем к обеду" in browser.get(page(caller)).text
        assert talk.read_by_resident(caller.request) == line.pk

        browser.post(page(caller), {"deed": "write", "text": "Жду"})
        assert Message.objects.latest("pk").caller == caller

    def test_neighbours_do_not_read_each_other(self, browser, caller: Caller, account: Account):
        other = join_call(caller.request, Call(name="сосед"), source=Source.PHONE, by=None)
        talk.write_from_resident(caller, "Ключ под ковриком")

        assert "Ключ под ковриком" not in browser.get(page(other)).text

    def test_cancels_while_it_is_new(self, browser, caller: Caller):
        browser.post(page(caller), {"deed": "cancel"})

        caller.request.refresh_from_db()
        assert caller.request.status == Status.CANCELLED

    def test_not_when_neighbours_have_called_too(self, browser, caller: Caller):
        join_call(caller.request, Call(name="сосед"), source=Source.PHONE, by=None)

        answer = browser.post(page(caller), {"deed": "cancel"})

        assert "Об этом обратились и соседи" in answer.text
        caller.request.refresh_from_db()
        assert caller.request.status == Status.NEW

    def test_returns_what_was_not_done_with_a_photo(self, browser, caller: Caller, done: Request):
        picture = BytesIO()
        Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
        picture.seek(0)
        picture.name = "again.png"

        browser.post(page(caller), {"deed": "return", "reason": "Опять течёт", "photo": picture})

        done.refresh_from_db()
        assert (done.status, done.returns, done.photos.count()) == (Status.WORKING, 1, 1)

    def test_says_what_is_missing(self, browser, caller: Caller, done: Request):
        answer = browser.post(page(caller), {"deed": "return", "reason": ""})

        assert answer.status_code == 422
        assert "Напишите, что не сделано" in answer.text

    def test_rates_what_was_done(self, browser, caller: Caller, done: Request):
        browser.post(page(caller), {"deed": "rate", "rating": "4", "comment": "Быстро"})

        done.refresh_from_db()
        assert (done.rating, done.rating_comment) == (4, "Быстро")

    def test_result_is_seen_and_what_was_before_is_not(self, browser, caller: Caller, head: User):
        made = {}
        for kind in (PhotoKind.RESULT, PhotoKind.BEFORE):
            picture = BytesIO()
            Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
            picture.seek(0)
            made[kind] = photos.add_photo(caller.request, picture, kind=kind, by=head)

        assert browser.get(f"{page(caller)}photos/{made[PhotoKind.RESULT].pk}/").status_code == 200
        assert browser.get(f"{page(caller)}photos/{made[PhotoKind.BEFORE].pk}/").status_code == 404
