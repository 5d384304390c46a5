"""Manual, section 6: the desk, creating a request, working with it. By the screens, as a dispatcher does."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from crm.accounting.models import Account
from crm.company.models import Employee
from crm.dispatch.domain import moves, talk
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.outage_places import Spot
from crm.dispatch.domain.outages import announce_outage
from crm.dispatch.enums import OutageKind, Place, Priority, Status, Supply
from crm.dispatch.forms.deeds import DEEDS
from crm.dispatch.models import Caller, Message, Request, SavedView
from crm.people.domain import people
from crm.people.enums import Tie
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def account(tenant) -> Account:
    return AccountFactory(number="00012345", last_name="Макаров", flat="12")


@pytest.fixture
def dispatcher(tenant) -> User:
    return EmployeeFactory(last_name="Диспетчеров", role=Role.DISPATCHER).user


@pytest.fixture
def plumber(tenant) -> Employee:
    return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR)


@pytest.fixture
def screen(client_of, tenant, dispatcher: User) -> Any:
    return client_of(tenant, dispatcher)


def told(account: Account | None = None, **other: object) -> dict[str, object]:
    """What a dispatcher sends for the caller of an account."""
    form = {"text": "Течёт кран", "place": "flat", "priority": 3, "source": "phone", "quantity": "1"}
    return form | ({"chosen": f"a{account.pk}"} if account else {}) | other


def do(screen: Any, request: Request, deed: str, **data: object) -> Any:
    return screen.post(reverse("do_request", args=[request.number, deed]), data)


class TestCreating:
    def test_the_caller_the_text_and_it_is_in_the_base(self, screen, account: Account, dispatcher: User):
        answer = screen.post(reverse("new_request"), told(account))

        request = Request.objects.get()
        assert answer.url == reverse("request_page", args=[request.number])
        assert (request.account, request.created_by, request.status) == (account, dispatcher, Status.NEW)

    @pytest.mark.parametrize("who", ["00012345", "макаров", "vfrfhjd"])
    def test_words_that_mean_one_caller_are_enough(self, screen, account: Account, who: str):
        """«vfrfhjd» is «макаров» under the wrong layout."""
        screen.post(reverse("new_request"), told(who=who))

        assert Request.objects.get().account == account

    def test_of_several_one_is_picked(self, screen, account: Account):
        AccountFactory(house=account.house, number="777", last_name="Макаров", flat="13")

        answer = screen.post(reverse("new_request"), told(who="макаров"))

        assert answer.status_code == 422
        assert "выберите, кто обращается" in answer.text
        assert Request.objects.count() == 0

    def test_whoever_is_not_in_the_base_is_told_apart(self, screen, account: Account):
        answer = screen.post(reverse("new_request"), told(who="Неизвестный"))

        assert "Не нашли" in answer.text

    def test_a_stranger_is_written_down_to_a_house(self, screen, account: Account):
        screen.post(
            reverse("new_request"),
            told(chosen=f"h{account.house_id}", place="yard", name="прохожий", phone="8 908 437-34-18"),
        )

        request = Request.objects.get()
        assert (request.account, request.place) == (None, Place.YARD)
        assert (request.callers.get().name, request.callers.get().phone) == ("прохожий", "+79084373418")

    def test_a_known_phone_is_the_whole_caller(self, screen, account: Account):
        person = people.add_person(
            account, kind=Tie.OWNER, last_name="Макаров", first_name="Олег", phone="+79084373418", by=None
        )

        screen.post(reverse("new_request"), told(who="8 908 437 34 18"))

        caller = Caller.objects.get()
        assert (caller.person, caller.phone, caller.account) == (person, "+79084373418", account)

    def test_an_unknown_phone_asks_for_the_house(self, screen, account: Account):
        assert "телефон незнаком" in screen.post(reverse("new_request"), told(who="8 908 437 34 18")).text

    def test_given_at_once_it_is_in_work(self, screen, account: Account, plumber: Employee):
        screen.post(reverse("new_request"), told(account, executor=plumber.pk))

        assert Request.objects.get().status == Status.WORKING

    def test_a_photo_comes_along(self, screen, account: Account):
        picture = BytesIO()
        Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
        photo = SimpleUploadedFile("leak.png", picture.getvalue(), "image/png")

        screen.post(reverse("new_request"), told(account, photo=photo))

        assert Request.objects.get().photos.count() == 1

    def test_what_may_be_the_same_is_shown_before_saving(self, screen, account: Account):
        other = RequestFactory(house=account.house, text="Вода с потолка")

        shown = screen.get(reverse("like_these"), {"chosen": f"a{account.pk}"}).text

        assert f"Присоединить к № {other.number}" in shown

    def test_joined_instead_it_is_one_request_with_two_callers(self, screen, account: Account):
        request = RequestFactory(house=account.house)

        screen.post(reverse("new_request"), told(account, join=request.number))

        assert Request.objects.count() == 1
        assert request.callers.count() == 2

    def test_an_outage_says_what_to_say_and_the_call_is_joined_to_it(self, screen, account: Account):
        outage = announce_outage(
            kind=OutageKind.EMERGENCY, supply=Supply.COLD_WATER, starts_at=timezone.now(), places=[Spot(account.house)],
            sentence="Воды нет до шести, работают", by=None,
        )  # fmt: skip
        assert "Воды нет до шести, работают" in screen.get(reverse("like_these"), {"chosen": f"a{account.pk}"}).text

        screen.post(reverse("new_request"), told(account, outage=outage.pk))

        assert Request.objects.get().outage == outage

    def test_suggestions_while_one_types(self, screen, account: Account):
        shown = screen.get(reverse("who_calls"), {"q": "мака"}).text

        assert f'data-key="a{account.pk}"' in shown
        assert "Макаров" in shown


class TestDesk:
    def test_open_ones_by_deadline(self, screen, tenant):
        normal = RequestFactory(text="Обычная")
        emergency = RequestFactory(house=normal.house, text="Авария", priority=Priority.URGENT)
        done = RequestFactory(house=normal.house, text="Давно отменена")
        moves.cancel(done, reason="Ошиблись", by=None)

        shown = screen.get(reverse("dispatch_desk")).text

        assert shown.index(f"№ {emergency.number}<") < shown.index(f"№ {normal.number}<")
        assert "Давно отменена" not in shown

    @pytest.mark.parametrize("asked", ["q=1", "q=№ 1", "q=макаров", "q=89084373418", "state=new", "priority=3"])
    def test_filters_find(self, screen, account: Account, asked: str):
        RequestFactory(house=account.house, call=Call(account=account, phone="+79084373418"), text="Найдите меня")

        assert "Найдите меня" in screen.get(f"{reverse('dispatch_desk')}?{asked}").text

    @pytest.mark.parametrize("asked", ["q=2", "q=петров", "state=done", "priority=1", "mine=on", "paid=on"])
    def test_and_leave_out(self, screen, account: Account, asked: str):
        RequestFactory(house=account.house, call=Call(account=account), text="Найдите меня")

        assert "Найдите меня" not in screen.get(f"{reverse('dispatch_desk')}?{asked}").text

    def test_by_house_and_by_who_does_it(self, screen, account: Account, plumber: Employee):
        moves.take(RequestFactory(house=account.house, text="Найдите меня"), employees=[plumber], by=None)
        other = RequestFactory(house=HouseFactory(number="99"), text="Другой дом")
        desk = reverse("dispatch_desk")

        for asked in ({"house": account.house_id}, {"executor": plumber.pk}):
            shown = screen.get(desk, asked).text
            assert "Найдите меня" in shown
            assert "Другой дом" not in shown
        assert "Другой дом" in screen.get(desk, {"house": other.house_id}).text

    def test_columns(self, screen, plumber: Employee):
        moves.take(RequestFactory(text="В столбце"), employees=[plumber], by=None)

        assert "В столбце" in screen.get(reverse("dispatch_desk"), {"view": "columns"}).text

    def test_a_view_with_a_name_is_ones_own(self, client_of, tenant, screen, plumber: Employee):
        screen.post(reverse("keep_view"), {"name": "Просроченные лифты", "query": "state=late&type=9&evil=1"})
        view = SavedView.objects.get()

        assert view.query == "state=late&type=9"
        assert "Просроченные лифты" in screen.get(reverse("dispatch_desk")).text
        other = client_of(tenant, plumber.user)
        assert "Просроченные лифты" not in other.get(reverse("dispatch_desk")).text
        assert other.post(reverse("forget_view", args=[view.pk])).status_code == 404
        screen.post(reverse("forget_view", args=[view.pk]))
        assert SavedView.objects.count() == 0

    def test_nothing_new_is_no_answer(self, screen, tenant):
        request = RequestFactory()
        shown = screen.get(reverse("dispatch_rows"))
        seen = shown.context["seen"]

        assert screen.get(reverse("dispatch_rows"), {"seen": seen}).status_code == 204
        talk.comment(request, "Едем", by=EmployeeFactory().user)
        assert screen.get(reverse("dispatch_rows"), {"seen": seen}).status_code == 200

    def test_a_number_of_queries_that_does_not_grow(self, screen, account: Account, plumber: Employee):
        def ask() -> int:
            with CaptureQueriesContext(connection) as found:
                screen.get(reverse("dispatch_rows"))
            return len(found)

        for _ in range(6):  # so many that they look like an emergency, before and after
            moves.take(RequestFactory(house=account.house), employees=[plumber], by=None)
        ask()
        few = ask()
        for _ in range(12):
            moves.take(RequestFactory(house=account.house), employees=[plumber], by=None)
        assert ask() == few

    def test_thirty_are_closed_at_once_and_what_cannot_is_named(self, screen, account: Account, plumber: Employee):
        taken = [moves.take(RequestFactory(house=account.house), employees=[plumber], by=None) for _ in range(3)]
        new = RequestFactory(house=account.house)

        answer = screen.post(reverse("finish_requests"), {"number": [one.number for one in [*taken, new]]}, follow=True)

        assert Request.objects.filter(status=Status.DONE).count() == 3
        assert "Выполнено заявок: 3" in answer.text
        assert f"Заявка № {new.number} сейчас «Новая»" in answer.text


class TestPage:
    @pytest.fixture
    def request_(self, account: Account) -> Request:
        return RequestFactory(
            house=account.house, call=Call(name="Макаров Олег", phone="+79084373418", account=account)
        )

    def test_everything_is_there(self, screen, request_: Request):
        shown = screen.get(reverse("request_page", args=[request_.number])).text

        for words in ("Макаров Олег", "+7 908 437-34-18", "Собственник не зарегистрирован", "ПП РФ 416, п. 13"):
            assert words in shown

    def test_from_new_to_done(self, screen, request_: Request, plumber: Employee):
        do(screen, request_, "assign", employees=[plumber.pk])
        request_.refresh_from_db()
        assert request_.status == Status.WORKING

        do(screen, request_, "finish")
        request_.refresh_from_db()
        assert request_.status == Status.DONE

    def test_cancelling_says_why_or_is_refused(self, screen, request_: Request):
        assert "Напишите причину" in do(screen, request_, "cancel").text
        do(screen, request_, "cancel", reason="Ошиблись домом")

        request_.refresh_from_db()
        assert request_.status == Status.CANCELLED

    def test_a_comment_and_a_word_to_the_resident(self, screen, request_: Request):
        do(screen, request_, "comment", text="Ключ у консьержа")
        do(screen, request_, "write", text="Будем к обеду")

        assert [one.audience for one in Message.objects.all()] == ["staff", "resident"]

    def test_type_and_priority(self, screen, request_: Request):
        kind = RequestType.objects.first()
        do(screen, request_, "change", text="Течёт", priority=2, type=kind.pk)

        request_.refresh_from_db()
        assert (request_.type, request_.priority) == (kind, Priority.URGENT)

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(self, screen, request_: Request):
        talk_version = request_.version
        do(screen, request_, "change", text="Течёт", priority=2, version=talk_version)

        answer = do(screen, request_, "change", text="Течёт", priority=4, version=talk_version)

        assert answer.status_code == 422
        assert "Пока вы писали, заявку изменили" in answer.text

    def test_a_constant_number_of_queries(self, screen, request_: Request):
        def ask() -> int:
            with CaptureQueriesContext(connection) as found:
                screen.get(reverse("request_page", args=[request_.number]))
            return len(found)

        user = EmployeeFactory().user
        talk.comment(request_, "раз", by=user)
        ask()
        few = ask()
        for _ in range(5):
            talk.comment(request_, "ещё", by=user)
            talk.write_to_resident(request_, "едем", by=user)
        assert ask() <= few + 1

    def test_an_unknown_number_is_not_found(self, screen, request_: Request):
        assert screen.get(reverse("request_page", args=[999])).status_code == 404


class TestRights:
    """By role × action: what each role may do to a request that is everybody's to see, and of its own."""

    MAY = {
        Role.HEAD: set(DEEDS),
        Role.DISPATCHER: set(DEEDS) - {"reopen"},
        Role.CLIENT_DESK: {"comment", "write"},
        Role.EXECUTOR: {"take", "localise", "finish", "resume", "postpone", "comment", "photo", "work", "remove-work"},
        Role.ACCOUNTANT: set(),
        Role.INSPECTOR: set(),
    }

    @pytest.mark.parametrize("deed", DEEDS)
    @pytest.mark.parametrize("role", MAY)
    def test_deeds(self, client_of, tenant, account: Account, role: Role, deed: str):
        employee = EmployeeFactory(last_name="Кто-то", role=role)
        request = RequestFactory(house=account.house)
        moves.take(request, employees=[employee], by=None)

        answer = do(client_of(tenant, employee.user), request, deed)

        refused = answer.status_code in {302, 403} and "dispatch/" not in answer.get("Location", "")
        assert refused == (deed not in self.MAY[role])

    def test_an_executor_sees_only_what_was_given_to_him(self, client_of, tenant, account: Account, plumber: Employee):
        own = moves.take(RequestFactory(house=account.house), employees=[plumber], by=None)
        foreign = RequestFactory(house=HouseFactory(number="99"), text="Не его")
        screen = client_of(tenant, plumber.user)

        assert screen.get(reverse("request_page", args=[own.number])).status_code == 200
        assert screen.get(reverse("request_page", args=[foreign.number])).status_code == 404
        assert "Не его" not in screen.get(reverse("dispatch_desk")).text
        assert do(screen, foreign, "comment", text="чужая").status_code == 404
