"""Manual, section 6, «Анализ выполнения заявок»: any selection, its figures, and the file of what is shown."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from crm.accounting.models import Account, House
from crm.company.models import Contractor, Employee
from crm.dispatch import charts
from crm.dispatch.domain import moves
from crm.dispatch.domain.analysis import Analysis, Day, Figures, Line, Selection, analyse, selected
from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.filtering import Wanted
from crm.dispatch.enums import Place, Priority, Source
from crm.dispatch.models import Request, TypeDeadline
from crm.journal.models import Entry
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from crm.rights.models import Section
from identity.models import User
from tests.factories import AccountFactory, ContractorFactory, EmployeeFactory, HouseFactory, RequestFactory
from tests.meters.making import of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGE = "/crm/dispatch/analysis/"
MONDAY = datetime(2026, 11, 23, 4, tzinfo=UTC)  # seven in the morning in Moscow
NOW = MONDAY + timedelta(days=4)
HOUR = timedelta(hours=1)
_ALL = {"since": "2026-11-01", "until": "2026-11-30"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[datetime], None]]:
    """Let the clock show a moment."""

    def show(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    show(MONDAY)
    yield show
    monkeypatch.undo()


@pytest.fixture
def kind(tenant) -> RequestType:
    """Due in four hours, whatever the hour."""
    made = RequestType.objects.create(name="Сантехника, сложная")
    TypeDeadline.objects.create(type=made, priority=Priority.NORMAL, fix_minutes=240, round_the_clock=True)
    return made


@pytest.fixture
def house(tenant) -> House:
    return HouseFactory(city="Пермь", street="ул. Ленина", number="5")


@pytest.fixture
def plumber(kind: RequestType) -> Employee:
    return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR, email="krasnov@example.ru")


@pytest.fixture
def week(
    clock: Callable[[datetime], None], house: House, kind: RequestType, plumber: Employee, head: User
) -> list[Request]:
    """Monday: done in 2 hours. Tuesday: done in 6, late. Wednesday: open and overdue. Wednesday: cancelled."""
    made = []
    for day, taken, done in ((0, 1, 2), (1, 2, 6)):
        clock(MONDAY + timedelta(days=day))
        request = RequestFactory(house=house, type=kind, place=Place.YARD)
        clock(MONDAY + timedelta(days=day) + taken * HOUR)
        moves.take(request, employees=[plumber], by=head)
        clock(MONDAY + timedelta(days=day) + done * HOUR)
        made.append(moves.finish(request, by=head))
    clock(MONDAY + timedelta(days=2))
    made.append(RequestFactory(house=house, type=kind, place=Place.ROOF))
    made.append(
        moves.cancel(RequestFactory(house=HouseFactory(number="7"), place=Place.YARD), reason="Ошибка", by=head)
    )
    clock(NOW)
    return made


def figures(user: User, selection: Selection | None = None) -> Analysis:
    found = selected(Request.objects.all(), selection or Selection(), user=user, now=NOW)
    return analyse(found, now=NOW)


def numbers(user: User, **how) -> list[int]:
    found = selected(Request.objects.all(), Selection(**how), user=user, now=NOW)
    return sorted(found.values_list("number", flat=True))


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestFigures:
    def test_totals(self, week: list[Request], head: User):
        assert figures(head).total == Figures(
            count=4, open=1, done=2, cancelled=1, in_time=1, late=2, returns=0, repeats=1,
            to_take=timedelta(minutes=90), to_finish=4 * HOUR,
        )  # fmt: skip
        assert figures(head).total.percent == 33

    def test_nothing_is_nothing(self, tenant, head: User):
        assert figures(head) == Analysis(Figures())
        assert Figures().percent is None

    def test_by_day_without_gaps_by_the_clock_of_the_company(
        self, clock: Callable[[datetime], None], house: House, head: User
    ):
        clock(datetime(2026, 11, 23, 22, tzinfo=UTC))  # one in the morning of the 24th in Moscow
        RequestFactory(house=house)
        clock(datetime(2026, 11, 26, 4, tzinfo=UTC))
        RequestFactory(house=house)

        assert figures(head).days == [
            Day(date(2026, 11, 24), 1, 0), Day(date(2026, 11, 25), 0, 0), Day(date(2026, 11, 26), 1, 0),
        ]  # fmt: skip

    def test_a_long_time_by_months(self, clock: Callable[[datetime], None], house: House, head: User):
        for day in (0, 91):
            clock(MONDAY + timedelta(days=day))
            RequestFactory(house=house)
        assert (figures(head).by_month, len(figures(head).days)) == (False, 92)

        clock(MONDAY + timedelta(days=92))
        RequestFactory(house=house)
        assert figures(head).days == [
            Day(date(2026, 11, 1), 1, 0), Day(date(2026, 12, 1), 0, 0), Day(date(2027, 1, 1), 0, 0),
            Day(date(2027, 2, 1), 2, 0),
        ]  # fmt: skip

    def test_by_type_house_and_executor(self, week: list[Request], kind: RequestType, plumber: Employee, head: User):
        found = figures(head)

        assert [(line.label, line.figures.count) for line in found.types] == [(kind.name, 3), ("без типа", 1)]
        assert [(line.label, line.figures.count) for line in found.houses] == [
            ("Пермь, ул. Ленина, д. 5", 3), (str(week[3].house), 1),
        ]  # fmt: skip
        assert [line.figures.repeats for line in [*found.types, *found.houses]] == [1, 0, 1, 0]
        (line,) = found.employees
        assert (line.key, line.figures.count, line.figures.percent) == (plumber.pk, 2, 50)

    def test_by_contractor(self, clock, house: House, kind: RequestType, head: User):
        contractor: Contractor = ContractorFactory(request_types=[kind])
        moves.take(RequestFactory(house=house, type=kind), contractor=contractor, by=head)

        assert [(line.label, line.key) for line in figures(head).contractors] == [(str(contractor), contractor.pk)]

    def test_of_two_who_share_a_request_each_has_it_and_the_total_once(
        self, clock, house: House, plumber: Employee, head: User
    ):
        moves.take(RequestFactory(house=house), employees=[plumber, EmployeeFactory(email="other@example.ru")], by=head)
        found = figures(head)

        assert (found.total.count, [line.figures.count for line in found.employees]) == (1, [1, 1])

    def test_returns_are_summed(self, week: list[Request], head: User, clock: Callable[[datetime], None]):
        moves.return_by_resident(week[0], reason="Снова течёт", by=None)

        assert (figures(head).total.returns, numbers(head, returned=True)) == (1, [week[0].number])


class TestRepeats:
    def test_the_same_flat_and_type_within_thirty_days(
        self, clock: Callable[[datetime], None], house: House, kind: RequestType, head: User
    ):
        account: Account = AccountFactory(house=house)
        for day in (0, 29, 60):
            clock(MONDAY + timedelta(days=day))
            RequestFactory(house=house, type=kind, call=Call(account=account))

        assert numbers(head, repeated=True) == [2]

    def test_other_flats_strangers_and_cancelled_ones_are_no_repeats(
        self, clock: Callable[[datetime], None], house: House, kind: RequestType, head: User
    ):
        made = RequestFactory(house=house, type=kind, place=Place.YARD)
        moves.cancel(made, reason="Ошиблись", by=head)
        for hour, told in enumerate(
            ({"place": Place.YARD}, {"call": Call(name="чужой")}, {"call": Call(account=AccountFactory(house=house))}),
            1,
        ):
            clock(MONDAY + hour * HOUR)
            RequestFactory(house=house, type=kind, **told)
        clock(MONDAY + 5 * HOUR)
        RequestFactory(house=house, type=kind, call=Call(name="другой чужой"))

        assert numbers(head, repeated=True) == []


class TestSelection:
    def test_in_time_and_late_are_the_same_as_the_figures(self, week: list[Request], head: User):
        assert numbers(head, kept="in_time") == [week[0].number]
        assert numbers(head, kept="late") == [week[1].number, week[2].number]

    def test_by_every_field(self, week: list[Request], kind: RequestType, plumber: Employee, head: User):
        first, second, third, fourth = (one.number for one in week)
        section = Section.objects.create(name="Первый")
        House.objects.filter(pk=week[3].house_id).update(section=section)

        assert numbers(head, wanted=Wanted(state="done")) == [first, second]
        assert numbers(head, wanted=Wanted(state="all", type=kind)) == [first, second, third]
        assert numbers(head, wanted=Wanted(state="all", executor=plumber)) == [first, second]
        assert numbers(head, wanted=Wanted(state="all", since=MONDAY + timedelta(days=2))) == [third, fourth]
        assert numbers(head, place=Place.ROOF) == [third]
        assert numbers(head, source=Source.LETTER) == []
        assert numbers(head, section=section) == [fourth]
        assert numbers(head, free=True) == [first, second, third, fourth]
        assert numbers(head, responsible=plumber) == []
        assert numbers(head, author=head) == []


class TestScreen:
    def test_figures_pictures_and_the_requests(self, week: list[Request], staff: Callable[..., Client], clock):
        page = staff(Role.DISPATCHER).get(PAGE, _ALL)

        assert "Заявок 4 Выполнено 2 Открыто 1 Отменено 1 В срок 33 % С опозданием 2" in text_of(page)
        assert "Берут в работу за 1 ч 30 мин Выполняют за 4 ч" in text_of(page)
        html = page.content.decode()
        assert html.count('<rect class="bar-done"') == 3
        assert "Сбросить фильтры" in html
        assert f'href="/crm/dispatch/{week[0].number}/"' in html

    def test_usual_days_and_no_reset_until_something_is_asked(self, tenant, staff: Callable[..., Client]):
        page = staff(Role.DISPATCHER).get(PAGE).content.decode()

        assert "По этим условиям заявок нет" in page
        assert "Сбросить фильтры" not in page

    def test_a_line_leads_to_its_requests(self, week: list[Request], kind: RequestType, staff, clock):
        client = staff(Role.DISPATCHER)
        link = re.search(rf'href="(\?[^"]*type={kind.pk})"', client.get(PAGE, _ALL).content.decode())
        assert link
        page = client.get(PAGE + link[1].replace("&amp;", "&"))

        assert "Заявок 3 Выполнено 2" in text_of(page)

    def test_a_wrong_value_is_no_error(self, week: list[Request], staff: Callable[..., Client], clock):
        page = staff(Role.DISPATCHER).get(PAGE, {**_ALL, "house": "x", "priority": "9", "since": "когда-то", "p": "-1"})

        assert page.status_code == 200

    def test_the_file_holds_what_is_shown(self, week: list[Request], staff: Callable[..., Client], clock):
        answer = staff(Role.DISPATCHER).get(f"{PAGE}xlsx/", {**_ALL, "kept": "late"})
        headings, *rows = load_workbook(io.BytesIO(b"".join(answer))).active.iter_rows(values_only=True)
        told = [dict(zip(headings, row, strict=True)) for row in rows]

        assert [(row["№"], row["Статус"], row["Срок"]) for row in told] == [
            (week[2].number, "Новая", "просрочена на 1 день 20 ч"),
            (week[1].number, "Выполнена", "с опозданием на 2 ч"),
        ]
        entry = Entry.objects.get(action="dispatch.export_analysis")
        assert "Срок: с опозданием" in entry.changes["export_filters"][1]

    def test_formulas_stay_text(self, clock, house: House, staff: Callable[..., Client]):
        RequestFactory(house=house, text="=HYPERLINK(1)")
        answer = staff(Role.DISPATCHER).get(f"{PAGE}xlsx/", _ALL)
        page = load_workbook(io.BytesIO(b"".join(answer))).active

        assert next(cell for cell in page[2] if cell.value == "=HYPERLINK(1)").data_type == "s"

    @pytest.mark.parametrize(
        ("role", "opens"),
        [(Role.HEAD, True), (Role.CLIENT_DESK, True), (Role.EXECUTOR, False), (Role.ACCOUNTANT, False)],
    )
    def test_who_sees_it(self, tenant, staff: Callable[..., Client], role: Role, opens: bool):
        client = staff(role)

        assert [client.get(path).status_code == 200 for path in (PAGE, f"{PAGE}xlsx/")] == [opens, opens]

    def test_a_constant_number_of_queries(
        self, week: list[Request], staff: Callable[..., Client], head: User, clock, django_assert_max_num_queries
    ):
        client = staff(Role.DISPATCHER)
        for path in (PAGE, f"{PAGE}xlsx/"):
            client.get(path, _ALL)
            counts = []
            for _ in range(2):
                for _ in range(3):
                    made = RequestFactory(
                        house=HouseFactory(), type=RequestType.objects.create(name=f"{Request.objects.count()}")
                    )
                    moves.take(made, employees=[EmployeeFactory(email=f"{made.number}@example.ru")], by=head)
                with django_assert_max_num_queries(80) as asked:
                    client.get(path, _ALL)
                counts.append(of_rows(asked))
            assert counts[0] == counts[1], path


@pytest.mark.unit
class TestCharts:
    def test_the_highest_day_fills_the_picture(self):
        first, second = charts.columns([Day(date(2026, 11, 1), 4, 2), Day(date(2026, 11, 2), 1, 0)])

        assert (first.y, first.height, first.done_height) == (0, charts.HIGH, charts.HIGH / 2)
        assert second.height == charts.HIGH / 4
        assert charts.columns([]) == []

    def test_bars_are_parts_of_the_longest(self):
        lines = [Line("а", Figures(count=8, late=2)), Line("б", Figures(count=2))]

        assert [(bar.length, bar.late) for bar in charts.bars(lines)] == [(100, 25), (25, 0)]
        assert charts.bars([]) == []
