"""Manual, section 6, 14 and 10: the work order, the orders of a day, the act and the invoice of a paid request."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.company.models import Employee, Profile
from crm.dispatch import rights
from crm.dispatch.domain import moves, paid_paper, paper, work
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.domain.days import today
from crm.dispatch.enums import Place, Priority, Source
from crm.dispatch.models import Request
from crm.journal.models import Entry
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from tenants.errors import DomainError
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory, RequestFactory
from tests.meters.making import of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PHONE = "+7 908 437-34-18"
ACCOUNT, BIK = "40702810200000000001", "044525225"


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(city="Пермь", street="ул. Ленина", number="5", dispatcher_note="Ключ от подвала в кв. 5")


@pytest.fixture
def account(house: House) -> Account:
    return AccountFactory(
        house=house,
        number="00012345",
        flat="12",
        entrance=2,
        floor=4,
        last_name="Макаров",
        first_name="Олег",
        patronymic="",
    )  # fmt: skip


@pytest.fixture
def plumber(tenant) -> Employee:
    return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR, email="krasnov@example.ru")


@pytest.fixture
def request_(account: Account, plumber: Employee, head: User) -> Request:
    """In work, promised for tomorrow."""
    call = Call(name="Макаров Олег", phone=PHONE, account=account)
    made = RequestFactory(
        house=account.house, call=call, priority=Priority.URGENT, expected_at=timezone.now() + timedelta(days=1)
    )
    return moves.take(made, employees=[plumber], by=head)


@pytest.fixture
def paid(request_: Request, head: User) -> Request:
    change_request(request_, Change(is_paid=True), by=head)
    work.add_line(request_, name="Замена смесителя", quantity=Decimal("1.5"), price=Decimal("1000.33"), by=head)
    return Request.objects.get()


@pytest.fixture
def bank(tenant) -> Profile:
    Profile.objects.update(settlement_account=ACCOUNT, bik=BIK, bank="ПАО Сбербанк", full_name="ООО «УК «Альфа»")
    return Profile.objects.get()


def on_paper(request: Request, user: User) -> Request:
    return paper.for_paper(Request.objects.all(), user=user).get(pk=request.pk)


class TestOrder:
    def test_it_says_everything(self, request_: Request, head: User):
        data = paper.order_data(on_paper(request_, head))

        assert (data["number"], data["address"]) == (request_.number, "Пермь, ул. Ленина, д. 5, кв. 12")
        assert (data["floor"], data["account"]) == ("подъезд 2, этаж 4", "00012345")
        assert (data["callers"], data["text"]) == ([f"Макаров Олег, {PHONE}"], "Течёт стояк на кухне")
        assert (data["executors"].split()[0], data["priority"]) == ("Краснов", "Срочная")
        assert data["note"] == "Ключ от подвала в кв. 5"
        assert next(label for label, _ in data["dates"]) == "Обещано жителю"
        assert (data["lines"], data["empty_lines"]) == ([], 6)

    def test_works_are_rows_and_the_rest_is_empty_lines(self, paid: Request, head: User):
        data = paper.order_data(on_paper(paid, head))

        assert data["lines"] == [["Замена смесителя", "шт.", "1,5", "1\u00a0000,33", "1\u00a0500,50"]]
        assert (data["empty_lines"], data["sum"]) == (5, "1\u00a0500,50")

    def test_free_one_has_no_sum_and_common_property_no_flat(self, house: House, head: User):
        request = RequestFactory(house=house, place=Place.ENTRANCE, entrance=3)
        data = paper.order_data(on_paper(request, head))

        assert (data["sum"], data["address"]) == ("", "Пермь, ул. Ленина, д. 5, подъезд 3")

    def test_phone_only_for_who_may_see_phones(self, request_: Request, plumber: Employee):
        own = paper.order_data(on_paper(request_, plumber.user))
        Access.objects.filter(user=plumber.user).update(
            withheld=[f"{rights.SEE_PHONES}@computer", f"{rights.SEE_PHONES}@mobile"]
        )
        without = paper.order_data(on_paper(request_, User.objects.get(pk=plumber.user_id)))

        assert (own["callers"], without["callers"]) == ([f"Макаров Олег, {PHONE}"], ["Макаров Олег"])

    def test_ten_who_called_stand_in_one_order(self, request_: Request, account: Account, head: User):
        join_call(request_, Call(name="Соседка"), source=Source.PHONE, by=head)

        assert paper.order_data(on_paper(request_, head))["callers"][1] == "Соседка"

    def test_what_typst_would_take_for_a_command_is_only_text(self, house: House, head: User):
        request = RequestFactory(house=house, text='#panic("нет") $x$ *жирно* \\ @кто')

        assert paper.orders_pdf([on_paper(request, head)], Profile.objects.get()).startswith(b"%PDF-")

    def test_the_address_in_the_code_opens_the_request(
        self, request_: Request, head: User, monkeypatch: pytest.MonkeyPatch
    ):
        asked: list[str] = []
        make = paper.segno.make
        monkeypatch.setattr(paper.segno, "make", lambda text, **how: asked.append(text) or make(text, **how))

        assert paper.qr_of(request_).startswith("<?xml")
        assert asked == [f"http://alpha.localhost:8000/crm/dispatch/{request_.number}/"]


class TestDay:
    def of(self, day, **how) -> list[int]:
        found = paper.orders_of_day(Request.objects.all(), day, now=timezone.now(), **how)
        return [request.number for request in found]

    def test_promised_for_the_day_and_due_that_day(self, request_: Request):
        tomorrow = today() + timedelta(days=1)

        assert (self.of(tomorrow), self.of(today())) == ([request_.number], [])

    def test_today_with_what_is_overdue(self, request_: Request):
        Request.objects.update(expected_at=timezone.now() - timedelta(days=3))

        assert self.of(today()) == [request_.number]
        assert self.of(today() - timedelta(days=1)) == []

    def test_a_postponed_one_stands_at_its_day(self, request_: Request, head: User):
        moves.postpone(request_, until=today() + timedelta(days=5), reason="Ждём кран", by=head)

        assert self.of(today() + timedelta(days=5)) == [request_.number]
        assert self.of(today() + timedelta(days=1)) == []

    def test_closed_ones_are_not_printed(self, request_: Request, head: User):
        moves.finish(request_, by=head)

        assert self.of(today() + timedelta(days=1)) == []

    def test_of_one_executor(self, request_: Request, plumber: Employee):
        tomorrow = today() + timedelta(days=1)

        assert self.of(tomorrow, executor=plumber) == [request_.number]
        assert self.of(tomorrow, executor=EmployeeFactory(email="other@example.ru")) == []

    def test_none_and_too_many_say_so(self, request_: Request, head: User, monkeypatch: pytest.MonkeyPatch):
        with pytest.raises(DomainError, match="нарядов нет"):
            paper.orders_as_pdf(Request.objects.none(), Profile.objects.get(), user=head)
        monkeypatch.setattr(paper, "MOST_ORDERS", 0)
        with pytest.raises(DomainError, match="Выберите исполнителя"):
            paper.orders_as_pdf(Request.objects.all(), Profile.objects.get(), user=head)


class TestPaid:
    def test_act(self, paid: Request, bank: Profile, head: User):
        data = paid_paper.act_data(on_paper(paid, head), bank)

        assert (data["customer"], data["sum"]) == ("Макаров Олег", "1\u00a0500,50")
        assert data["words"] == "Одна тысяча пятьсот рублей 50 копеек"
        assert paid_paper.act_as_pdf(on_paper(paid, head), bank).startswith(b"%PDF-")

    def test_invoice_with_the_code_that_banks_read(self, paid: Request, bank: Profile, head: User):
        request = on_paper(paid, head)

        assert paid_paper.qr_text(request, bank).split("|") == [
            "ST00012", "Name=ООО «УК «Альфа»", f"PersonalAcc={ACCOUNT}", "BankName=ПАО Сбербанк", f"BIC={BIK}",
            "CorrespAcc=0", "Sum=150050",
            f"Purpose=Оплата работ по заявке № {request.number} от {today():%d.%m.%Y}, л/с 00012345",
            f"PayeeINN={bank.inn}", *([f"KPP={bank.kpp}"] if bank.kpp else []),
        ]  # fmt: skip
        assert paid_paper.invoice_as_pdf(request, bank).startswith(b"%PDF-")

    def test_a_sum_without_lines_is_one_line(self, request_: Request, bank: Profile, head: User):
        change_request(request_, Change(is_paid=True, price=Decimal(700)), by=head)
        data = paid_paper.invoice_data(on_paper(request_, head), bank)

        assert data["lines"] == [[f"Работы по заявке № {request_.number}", "усл.", "1", "700,00", "700,00"]]

    def test_free_one_needs_none(self, request_: Request, bank: Profile, head: User):
        with pytest.raises(DomainError, match="бесплатная"):
            paid_paper.act_data(on_paper(request_, head), bank)

    def test_without_a_sum_or_a_bank_it_says_what_is_missing(self, paid: Request, head: User, tenant):
        with pytest.raises(DomainError, match="расчётный счёт"):
            paid_paper.invoice_data(on_paper(paid, head), Profile.objects.get())
        Request.objects.update(price=None)
        with pytest.raises(DomainError, match="Впишите работы"):
            paid_paper.act_data(on_paper(paid, head), Profile.objects.get())

    def test_act_of_what_nobody_does_is_refused(self, paid: Request, bank: Profile, head: User):
        moves.cancel(paid, reason="Передумал", by=head)

        with pytest.raises(DomainError, match="в работе или выполнена"):
            paid_paper.act_data(on_paper(paid, head), bank)


class TestScreens:
    @pytest.mark.parametrize("paper_name", ["order", "act", "invoice"])
    def test_papers_are_pdf(self, paid: Request, bank: Profile, staff: Callable[..., Client], paper_name: str):
        answer = staff(Role.DISPATCHER).get(f"/crm/dispatch/{paid.number}/{paper_name}.pdf")

        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")

    def test_what_is_missing_is_said_on_the_requests_page(self, request_: Request, staff: Callable[..., Client]):
        answer = staff(Role.DISPATCHER).get(f"/crm/dispatch/{request_.number}/act.pdf")

        assert answer.headers["Location"] == f"/crm/dispatch/{request_.number}/"

    def test_another_executors_order_is_not_there(self, request_: Request, staff: Callable[..., Client]):
        assert staff(Role.EXECUTOR).get(f"/crm/dispatch/{request_.number}/order.pdf").status_code == 404

    def test_a_day_is_one_file_and_the_journal_knows(self, request_: Request, staff: Callable[..., Client]):
        client, day = staff(Role.DISPATCHER), f"{today() + timedelta(days=1):%Y-%m-%d}"

        assert "Нарядов: 1." in client.get("/crm/dispatch/orders/", {"day": day}).content.decode()
        answer = client.get("/crm/dispatch/orders.pdf", {"day": day})
        assert answer.content.startswith(b"%PDF-")
        assert Entry.objects.get(action="dispatch.print_orders").changes["export_rows"] == [None, 1]

    def test_chosen_numbers(self, request_: Request, staff: Callable[..., Client]):
        answer = staff(Role.DISPATCHER).get("/crm/dispatch/orders.pdf", {"number": [request_.number, "x", 99]})

        assert answer.content.startswith(b"%PDF-")

    def test_a_day_without_orders_leads_back(self, tenant, staff: Callable[..., Client]):
        answer = staff(Role.DISPATCHER).get("/crm/dispatch/orders.pdf", {"day": "2026-01-01"})

        assert answer.headers["Location"] == "/crm/dispatch/orders/?day=2026-01-01"

    def test_a_constant_number_of_queries(
        self, request_: Request, account: Account, staff: Callable[..., Client], django_assert_max_num_queries
    ):
        client, counts = staff(Role.DISPATCHER), []
        client.get("/crm/dispatch/orders.pdf", {"number": request_.number})
        for _ in range(2):
            for _ in range(3):
                RequestFactory(house=HouseFactory(), call=Call(name="Сосед"))
            numbers = list(Request.objects.values_list("number", flat=True))
            with django_assert_max_num_queries(40) as asked:
                client.get("/crm/dispatch/orders.pdf", {"number": numbers})
            counts.append(of_rows(asked))
        assert counts[0] == counts[1]
