"""The executor on the phone: his requests, what he does to them, also sent late and twice; nobody else's."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.accounting.models import Account
from crm.company.domain import contractor_people
from crm.company.models import Employee
from crm.dispatch.domain import moves, talk
from crm.dispatch.domain.calls import Call
from crm.dispatch.enums import PhotoKind, Priority, Status
from crm.dispatch.models import Message, Photo, PriceItem, Request
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import PASSWORD
from tests.dispatch.pictures import picture
from tests.factories import AccountFactory, ContractorFactory, EmployeeFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SCRIPT = {"accept": "application/json"}


@pytest.fixture
def phone(tenant: Tenant, client_of: Callable[..., Client]) -> Callable[..., Client]:
    """A phone on which this person has signed in at /m/."""

    def make(user: User, company: Tenant = tenant) -> Client:
        with speaking_for(company):
            user.set_password(PASSWORD)
            user.save()
        client = client_of(company)
        assert client.post("/m/login/", {"username": user.email, "password": PASSWORD}).status_code == 302
        return client

    return make


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory(number="00012345", last_name="Макаров", flat="12", entrance=1, floor=3)


@pytest.fixture
def plumber(tenant) -> Employee:
    return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR)


@pytest.fixture
def request_(account: Account, plumber: Employee) -> Request:
    call = Call(name="Макаров Олег", phone="+79084373418", account=account)
    made = RequestFactory(house=account.house, call=call, priority=Priority.URGENT)
    return moves.take(made, employees=[plumber], by=None)


@pytest.fixture
def mine(phone: Callable[..., Client], plumber: Employee) -> Client:
    return phone(plumber.user)


def at(request: Request, deed: str = "") -> str:
    return f"/m/requests/{request.number}/" + (f"{deed}/" if deed else "")


def sent(**data: object) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), **data}


class TestLists:
    def test_mine_and_nobody_elses(self, mine: Client, request_: Request):
        foreign = RequestFactory(house=HouseFactory(number="99"), text="Чужая работа")
        moves.take(foreign, employees=[EmployeeFactory(last_name="Другой", email="other@example.ru")], by=None)

        shown = mine.get("/m/requests/").text

        assert request_.text in shown
        assert "Чужая работа" not in shown
        assert mine.get(at(foreign)).status_code == 404

    @pytest.mark.parametrize("by", ["", "house", "free"])
    def test_a_constant_number_of_queries(self, mine: Client, account: Account, plumber: Employee, by: str):
        def ask() -> int:
            with CaptureQueriesContext(connection) as found:
                assert mine.get("/m/requests/", {"by": by}).status_code == 200
            return len(found)

        def give() -> None:
            moves.take(RequestFactory(house=account.house), employees=[plumber], by=None)

        give()
        give()
        ask()
        few = ask()
        for _ in range(6):
            give()
        assert ask() == few

    def test_the_kit_holds_each_whole(self, mine: Client, request_: Request):
        kit = mine.get("/m/requests/kit/").text

        assert f'data-task-of="{at(request_)}"' in kit
        assert "+7 908 437-34-18" in kit

    def test_another_company_sees_nothing(self, phone, beta: Tenant, request_: Request):
        with speaking_for(beta):
            stranger = EmployeeFactory(last_name="Чужой", role=Role.EXECUTOR, email="stranger@example.ru").user
        assert phone(stranger, beta).get(at(request_)).status_code == 404

    def test_an_accountant_has_no_such_screen(self, phone, request_: Request):
        accountant = EmployeeFactory(last_name="Счетова", role=Role.ACCOUNTANT, email="acc@example.ru").user

        assert phone(accountant).get("/m/requests/").status_code == 403


class TestOne:
    def test_where_what_by_when_and_whom_to_ring(self, mine: Client, request_: Request, head: User):
        talk.comment(request_, "Ключ у консьержа", by=head)

        shown = mine.get(at(request_)).text

        for words in ("подъезд 1", "этаж 3", "осталось", "tel:+79084373418", "Ключ у консьержа"):
            assert words in shown

    def test_done(self, mine: Client, request_: Request):
        answer = mine.post(at(request_, "finish"), sent())

        request_.refresh_from_db()
        assert (answer.status_code, answer.url, request_.status) == (302, "/m/requests/", Status.DONE)

    def test_a_comment_sent_twice_is_there_once(self, mine: Client, request_: Request):
        entry = sent(text="Перекрыл стояк")
        first = mine.post(at(request_, "comment"), entry, headers=SCRIPT)
        again = mine.post(at(request_, "comment"), entry, headers=SCRIPT)

        assert first.json() == again.json()
        assert Message.objects.count() == 1

    def test_every_deed_of_the_page_has_a_key_of_its_own(self, mine: Client, request_: Request):
        """Without scripts one goes back to the same page and does another deed: it is done, too."""
        keys = re.findall(r'name="key" value="([^"]+)"', mine.get(at(request_)).content.decode())

        assert len(keys) > 3
        assert len(set(keys)) == len(keys)

    def test_no_form_goes_away_empty_without_a_word(self, mine: Client, request_: Request):
        """The browser says what must be filled in: an empty entry is not kept, so the server is never asked."""
        page = mine.get(at(request_)).content.decode()

        assert "<textarea" in page
        assert "novalidate" not in page

    def test_materials_by_the_price_list_and_in_words(self, mine: Client, request_: Request):
        tap = PriceItem.objects.create(name="Смеситель", price=850)
        mine.post(at(request_, "materials"), sent(item=tap.pk, quantity="1"))
        mine.post(at(request_, "materials"), sent(name="Лён сантехнический", quantity="0,5", unit="моток"))

        assert [line.name for line in request_.work.all()] == ["Смеситель", "Лён сантехнический"]

    @pytest.mark.parametrize("kind", [PhotoKind.BEFORE, PhotoKind.RESULT])
    def test_a_photo_before_and_after(self, mine: Client, request_: Request, kind: PhotoKind):
        mine.post(at(request_, "photo"), sent(photo=picture(), kind=kind))

        photo = Photo.objects.get()
        assert photo.kind == kind
        assert mine.get(f"{at(request_)}photos/{photo.pk}/").status_code == 302

    def test_what_is_wrong_is_said_plainly(self, mine: Client, request_: Request):
        answer = mine.post(at(request_, "comment"), sent(text=""), headers=SCRIPT)

        assert (answer.status_code, answer.json()["message"]) == (422, "Напишите сообщение.")

    def test_what_was_taken_away_meanwhile_is_said_too(self, mine: Client, request_: Request, head: User):
        moves.release(request_, reason="Отдали другому", by=head)

        answer = mine.post(at(request_, "finish"), sent(), headers=SCRIPT)

        assert "нет среди ваших" in answer.json()["message"]

    def test_nobodys_is_taken_by_whoever_may_see_all(self, phone, account: Account):
        dispatcher = EmployeeFactory(last_name="Комаров", role=Role.DISPATCHER, email="desk@example.ru")
        free = RequestFactory(house=account.house)
        screen = phone(dispatcher.user)
        assert free.text in screen.get("/m/requests/", {"by": "free"}).text

        screen.post(at(free, "take"), sent())

        free.refresh_from_db()
        assert (free.status, free.hands.get().employee) == (Status.WORKING, dispatcher)


class TestContractor:
    def test_its_people_see_and_do_theirs_only(self, phone, account: Account):
        lifts = RequestType.objects.get(name="Лифтовое оборудование")
        firm, other = ContractorFactory(request_types=[lifts]), ContractorFactory(request_types=[lifts])
        person = contractor_people.add_person(
            firm, last_name="Русланов", first_name="Тимур", patronymic="", email="timur@firm.example", phone="",
            by=None, send_password=False,
        )  # fmt: skip
        own = moves.take(RequestFactory(house=account.house, type=lifts, text="Наш лифт"), contractor=firm, by=None)
        foreign = moves.take(RequestFactory(house=account.house, type=lifts, text="Чужой"), contractor=other, by=None)
        screen = phone(person.user)

        shown = screen.get("/m/requests/").text
        assert "Наш лифт" in shown
        assert "Чужой" not in shown
        assert screen.get(at(foreign)).status_code == 404
        screen.post(at(own, "finish"), sent())
        own.refresh_from_db()
        assert own.status == Status.DONE


class TestNew:
    def test_what_somebody_saw_himself(self, phone, account: Account):
        dispatcher = EmployeeFactory(last_name="Комаров", role=Role.DISPATCHER, email="desk@example.ru").user
        screen = phone(dispatcher)
        assert account.house.address in screen.get("/m/new-request/").text

        screen.post(
            f"/m/new-request/{account.house_id}/",
            sent(place="flat", flat="12", text="Течёт с потолка", priority=2, photo=picture()),
        )

        made = Request.objects.get()
        assert (made.account, made.source, made.photos.count()) == (account, "staff", 1)

    def test_an_unknown_flat_is_said(self, phone, account: Account):
        dispatcher = EmployeeFactory(last_name="Комаров", role=Role.DISPATCHER, email="desk@example.ru").user

        answer = phone(dispatcher).post(
            f"/m/new-request/{account.house_id}/", sent(place="flat", flat="99", text="Течёт", priority=3)
        )

        assert "в этом доме нет" in answer.text
        assert Request.objects.count() == 0

    def test_not_without_the_right(self, mine: Client, account: Account):
        assert mine.get("/m/new-request/").status_code == 403
