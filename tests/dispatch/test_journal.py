"""«Журнал учёта заявок» (ПП РФ 416, п. 17): every call by its number, for any days and house, as XLSX and PDF."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from crm.accounting.models import Account
from crm.company.models import Profile
from crm.dispatch import rights
from crm.dispatch.domain import journal, moves
from crm.dispatch.domain.calls import Call, join_call
from crm.dispatch.domain.days import today
from crm.dispatch.domain.journal import HEADINGS, Sought
from crm.dispatch.enums import Source
from crm.dispatch.models import Request
from crm.journal.models import Entry
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User
from tenants.errors import DomainError
from tests.factories import AccountFactory, EmployeeFactory, HouseFactory, RequestFactory
from tests.meters.making import of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGE = "/crm/dispatch/journal/"
PHONE = "+7 908 437-34-18"


@pytest.fixture
def account(tenant) -> Account:
    house = HouseFactory(city="Пермь", street="ул. Ленина", number="5")
    return AccountFactory(
        house=house, number="00012345", flat="12", last_name="Макаров", first_name="Олег", patronymic=""
    )


@pytest.fixture
def request_(account: Account, head: User) -> Request:
    """Two calls about one riser; done by Краснов."""
    call = Call(name="=Макаров Олег", phone=PHONE, account=account)
    made = RequestFactory(house=account.house, call=call, by=head)
    join_call(made, Call(name="Соседка", text="И у меня течёт"), source=Source.VISIT, by=head)
    moves.take(
        made, employees=[EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR, email="krasnov@example.ru")], by=head
    )
    return moves.finish(made, by=head)


def days(**how) -> Sought:
    return Sought(since=today(), until=today(), **how)


def rows_of(answer) -> list[dict[str, object]]:
    page = load_workbook(io.BytesIO(b"".join(answer))).active
    headings, *rows = page.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


class TestLines:
    def test_every_call_is_a_line_under_its_own_number(self, request_: Request, head: User):
        first, second = (
            dict(zip(HEADINGS, line, strict=True)) for line in journal.lines(journal.calls(days(), user=head))
        )

        assert (first["№ обращения"], second["№ обращения"]) == (1, 2)
        assert (first["Заявка №"], second["Заявка №"]) == (1, 1)
        assert (first["Содержание"], second["Содержание"]) == ("Течёт стояк на кухне", "И у меня течёт")
        assert (first["Помещение"], first["Как поступило"]) == ("кв. 12", "По телефону")
        assert (first["Исполнитель"].split()[0], first["Статус"]) == ("Краснов", "Выполнена")
        assert first["Выполнена"].utcoffset() == timedelta(hours=3)  # by the clock of the company

    def test_why_it_was_cancelled_stays(self, account: Account, head: User):
        made = RequestFactory(house=account.house)
        moves.cancel(made, reason="Житель передумал", by=head)
        (line,) = journal.lines(journal.calls(days(), user=head))

        told = dict(zip(HEADINGS, line, strict=True))["Отложена, отменена, возвращена"]
        assert told == f"{today():%d.%m.%Y} отменена: Житель передумал"

    def test_other_days_and_houses_are_left_out(self, request_: Request, account: Account, head: User):
        yesterday = today() - timedelta(days=1)

        assert journal.calls(Sought(since=yesterday, until=yesterday), user=head).count() == 0
        assert journal.calls(days(house=account.house), user=head).count() == 2
        assert journal.calls(days(house=HouseFactory(number="99")), user=head).count() == 0

    def test_for_owners_without_people(self, request_: Request, head: User):
        (first, _) = journal.lines(journal.calls(days(), user=head), with_people=False)
        told = dict(zip(HEADINGS, first, strict=True))

        assert (told["Заявитель"], told["Телефон"]) == ("", "")

    def test_phone_only_for_who_may_see_phones(self, request_: Request, tenant):
        dispatcher = EmployeeFactory(role=Role.DISPATCHER, email="belova@example.ru").user
        own = next(iter(journal.lines(journal.calls(days(), user=dispatcher))))
        Access.objects.filter(user=dispatcher).update(withheld=[f"{rights.SEE_PHONES}@computer"])
        dispatcher = User.objects.get(pk=dispatcher.pk)
        without = next(iter(journal.lines(journal.calls(days(), user=dispatcher))))

        place = HEADINGS.index("Телефон")
        assert (own[place], without[place]) == (PHONE, "")


class TestPaper:
    def test_a_line_holds_what_an_inspector_asks(self, request_: Request, head: User):
        first, second = (journal.on_paper(call) for call in journal.calls(days(), user=head))

        assert (first[0], second[0]) == ("1", "2\nк заявке № 1")
        assert first[2] == f"ул. Ленина, д. 5\nкв. 12\n=Макаров Олег, {PHONE}"
        assert first[7].splitlines()[0] == "Выполнена"

    def test_pdf_and_its_bound(self, request_: Request, head: User, monkeypatch: pytest.MonkeyPatch):
        content, count = journal.as_pdf(days(), Profile.objects.get(), user=head)
        assert (content[:5], count) == (b"%PDF-", 2)

        monkeypatch.setattr(journal, "MOST_ON_PAPER", 1)
        with pytest.raises(DomainError, match="меньше дней"):
            journal.as_pdf(days(), Profile.objects.get(), user=head)


class TestScreens:
    def test_the_page_shows_the_last_calls(self, request_: Request, staff: Callable[..., Client]):
        page = staff(Role.DISPATCHER).get(PAGE).content.decode()

        assert "Обращений: 2" in page
        assert "к заявке № 1" in page
        assert "И у меня течёт" in page

    def test_xlsx_is_text_even_where_it_looks_like_a_formula(self, request_: Request, staff: Callable[..., Client]):
        answer = staff(Role.CLIENT_DESK).get(f"{PAGE}xlsx/")
        book = load_workbook(io.BytesIO(b"".join(answer)))
        name = next(cell for cell in book.active[2] if cell.value == "=Макаров Олег")

        assert name.data_type == "s"
        entry = Entry.objects.get(action="dispatch.export_journal")
        assert entry.changes["export_rows"] == [None, 2]
        assert entry.changes["export_filters"][1].startswith("За дни: ")

    def test_csv_and_pdf(self, request_: Request, staff: Callable[..., Client]):
        client = staff(Role.DISPATCHER)

        assert len(b"".join(client.get(f"{PAGE}csv/")).splitlines()) == 3
        assert client.get(f"{PAGE}pdf/").content.startswith(b"%PDF-")
        assert client.get(f"{PAGE}doc/").status_code == 404

    def test_asked_days_are_those_of_the_file(self, request_: Request, staff: Callable[..., Client]):
        answer = staff(Role.DISPATCHER).get(f"{PAGE}xlsx/", {"since": "2026-01-01", "until": "2026-01-31"})

        assert rows_of(answer) == []

    def test_backward_days_say_so(self, tenant, staff: Callable[..., Client]):
        answer = staff(Role.DISPATCHER).get(PAGE, {"since": "2026-02-01", "until": "2026-01-01"})

        assert "Последний день раньше первого" in answer.content.decode()

    @pytest.mark.parametrize("role", [Role.EXECUTOR, Role.ACCOUNTANT])
    def test_others_do_not_see_it(self, request_: Request, staff: Callable[..., Client], role: Role):
        assert staff(role).get(PAGE).status_code == 302

    def test_a_constant_number_of_queries(
        self, request_: Request, account: Account, staff: Callable[..., Client], django_assert_max_num_queries
    ):
        client = staff(Role.DISPATCHER)
        for path in (PAGE, f"{PAGE}xlsx/"):
            client.get(path)
            counts = []
            for _ in range(2):
                for _ in range(3):
                    RequestFactory(house=HouseFactory(), call=Call(name="Сосед"))
                with django_assert_max_num_queries(60) as asked:
                    client.get(path)
                counts.append(of_rows(asked))
            assert counts[0] == counts[1], path
