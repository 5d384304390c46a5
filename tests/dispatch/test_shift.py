"""Shift: «принял / сдал» on one sheet, signed by both. «Дедлайн» and the load of employees."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crm.company.models import Contractor, Employee
from crm.dispatch.domain import moves, shifts
from crm.dispatch.domain.changing import Change, change_request
from crm.dispatch.domain.load import load
from crm.dispatch.enums import NoteKind, Priority
from crm.dispatch.models import Handover, Request, ShiftNote
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tests.factories import ContractorFactory, EmployeeFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def evening(tenant) -> User:
    return EmployeeFactory(last_name="Вечерняя", role=Role.DISPATCHER, email="evening@example.ru").user


@pytest.fixture
def night(tenant) -> User:
    return EmployeeFactory(last_name="Ночной", role=Role.DISPATCHER, email="night@example.ru").user


@pytest.fixture
def screen(client_of, tenant, evening: User) -> Any:
    return client_of(tenant, evening)


class TestHandover:
    def test_the_sheet_says_what_was_open(self, evening: User, night: User):
        emergency = RequestFactory(priority=Priority.EMERGENCY, text="Прорвало стояк")
        RequestFactory(house=emergency.house, text="Капает кран")
        shifts.add_note(kind=NoteKind.KEY, text="Ключ от подвала у Сидорова", by=evening)

        sheet = shifts.hand_over(remark="Всё тихо", by=evening).sheet

        assert [one["text"] for one in sheet["emergencies"]] == ["Прорвало стояк"]
        assert sheet["notes"] == [{"kind": "Ключи выданы", "text": "Ключ от подвала у Сидорова"}]
        assert sheet["open"] == 2

    def test_both_sign(self, evening: User, night: User):
        taken = shifts.take_over(shifts.hand_over(remark="", by=evening), by=night)

        assert (taken.handed_by, taken.taken_by) == (evening, night)
        assert shifts.on_shift() == taken

    def test_one_does_not_take_ones_own(self, evening: User):
        with pytest.raises(DomainError, match="Свою смену принимает другой"):
            shifts.take_over(shifts.hand_over(remark="", by=evening), by=evening)

    def test_two_do_not_wait(self, evening: User, night: User):
        shifts.hand_over(remark="", by=evening)

        with pytest.raises(DomainError, match="её ещё не приняли"):
            shifts.hand_over(remark="", by=night)

    def test_what_was_signed_stays(self, evening: User, night: User):
        shifts.take_over(shifts.hand_over(remark="", by=evening), by=night)

        with pytest.raises(DatabaseError), transaction.atomic():
            Handover.objects.update(taken_at=timezone.now())
        with pytest.raises(DatabaseError), transaction.atomic():
            Handover.objects.all()._raw_delete("default")

    def test_a_note_is_done_once(self, evening: User):
        note = shifts.add_note(kind=NoteKind.PROMISE, text="Перезвонить Макарову", by=evening)
        shifts.finish_note(note, by=evening)

        with pytest.raises(DomainError, match="уже отмечено"):
            shifts.finish_note(note, by=evening)
        assert shifts.notes_to_remember() == []


class TestScreens:
    def test_from_a_note_to_two_signatures(self, client_of, tenant, screen, night: User):
        screen.post(reverse("shift_note"), {"kind": "promise", "text": "Перезвонить Макарову"})
        assert "Перезвонить Макарову" in screen.get(reverse("shift")).text
        screen.post(reverse("hand_shift"), {"remark": "Ждём слесаря"})
        sheet = Handover.objects.get()

        client_of(tenant, night).post(reverse("take_shift", args=[sheet.pk]))

        shown = screen.get(reverse("shift_sheet", args=[sheet.pk])).text
        assert "Ждём слесаря" in shown
        assert "Ночной" in shown

    def test_a_note_about_an_unknown_request_says_so(self, screen):
        answer = screen.post(reverse("shift_note"), {"kind": "key", "text": "Ключ", "number": 77})

        assert "Заявки с таким номером нет" in answer.text
        assert ShiftNote.objects.count() == 0

    @pytest.mark.parametrize("role", [Role.CLIENT_DESK, Role.ACCOUNTANT, Role.EXECUTOR])
    def test_others_do_not_keep_it(self, client_of, tenant, role: Role):
        user = EmployeeFactory(last_name="Другой", role=role, email="other@example.ru").user

        assert client_of(tenant, user).get(reverse("shift")).status_code == 302


class TestDue:
    @pytest.fixture
    def request_(self, evening: User) -> Request:
        answers = Employee.objects.get(user=evening)
        return change_request(RequestFactory(text="Моя заявка"), Change(responsible=answers), by=None)

    def test_mine_by_day_and_nobody_elses(self, screen, request_: Request):
        RequestFactory(house=request_.house, text="Чужая заявка")

        shown = screen.get(reverse("due")).text

        assert "Моя заявка" in shown
        assert "Чужая заявка" not in shown

    def test_what_is_overdue_comes_first(self, screen, request_: Request):
        Request.objects.filter(pk=request_.pk).update(due_at=timezone.now() - timedelta(days=2))

        assert "Просрочено: 1" in screen.get(reverse("due")).text

    def test_contracts_for_those_who_manage_them(self, client_of, tenant, screen, head: User):
        firm = ContractorFactory(short_name="ООО «Лифты»")
        Contractor.objects.filter(pk=firm.pk).update(valid_until=date.today() + timedelta(days=3))

        assert "ООО «Лифты»" in client_of(tenant, head).get(reverse("due")).text
        assert "ООО «Лифты»" not in screen.get(reverse("due")).text

    def test_nothing_is_said_plainly(self, screen):
        assert "ничего не числится" in screen.get(reverse("due")).text


class TestLoad:
    def test_by_employee_and_day(self, evening: User, head: User):
        plumber = EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR, email="plumber@example.ru")
        for text in ("раз", "два"):
            moves.take(RequestFactory(text=text), employees=[plumber], by=None)
        Request.objects.filter(text="раз").update(due_at=timezone.now() - timedelta(days=3))

        [row] = load(user=evening, today=timezone.localdate())

        assert (row.employee, row.late, row.total) == (plumber, 1, 2)

    def test_a_constant_number_of_queries(self, screen, evening: User):
        def ask() -> int:
            with CaptureQueriesContext(connection) as found:
                screen.get(reverse("employee_load"))
            return len(found)

        def give(number: int) -> None:
            worker = EmployeeFactory(last_name=f"Рабочий {number}", role=Role.EXECUTOR, email=f"w{number}@example.ru")
            moves.take(RequestFactory(text=str(number)), employees=[worker], by=None)

        give(1)
        ask()
        few = ask()
        for number in range(2, 6):
            give(number)
        assert ask() == few
