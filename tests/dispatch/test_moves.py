"""Manual, section 6, 11 and 12: statuses, executors; each step has who and when, and is undone only by a new step."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from crm.company.models import Contractor, Employee
from crm.dispatch.domain import executors, moves
from crm.dispatch.domain.hands import named
from crm.dispatch.enums import MOVES, Deed, Status
from crm.dispatch.models import Request, RequestEvent, RequestExecutor
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tenants.errors import DomainError
from tests.factories import ContractorFactory, EmployeeFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def request_(tenant) -> Request:
    return RequestFactory()


@pytest.fixture
def plumber(tenant) -> Employee:
    return EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR)


@pytest.fixture
def in_work(request_: Request, plumber: Employee, head: User) -> Request:
    return moves.take(request_, employees=[plumber], by=head)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let the clock show a moment."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def steps(request: Request) -> list[str]:
    return list(RequestEvent.objects.filter(request=request).values_list("deed", flat=True))


class TestTheWay:
    def test_new_in_work_done(self, in_work: Request, head: User):
        done = moves.finish(in_work, by=head)

        assert (done.status, done.finished_at is not None) == (Status.DONE, True)
        assert steps(done) == [Deed.OPENED, Deed.ASSIGNED, Deed.TAKEN, Deed.FINISHED]

    def test_work_is_given_to_somebody(self, request_: Request, head: User):
        with pytest.raises(DomainError, match="Выберите исполнителя"):
            moves.take(request_, by=head)

    def test_a_new_one_is_not_finished_at_once(self, request_: Request, head: User):
        with pytest.raises(DomainError, match="сейчас «Новая»"):
            moves.finish(request_, by=head)

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_cancelling_says_why(self, request_: Request, head: User, reason: str):
        with pytest.raises(DomainError, match="почему отменяете"):
            moves.cancel(request_, reason=reason, by=head)

    def test_put_back_into_new_nobody_does_it(self, in_work: Request, head: User):
        back = moves.release(in_work, reason="Заболел", by=head)

        assert (back.status, executors.has_hands(back)) == (Status.NEW, False)
        assert RequestExecutor.objects.filter(released_at__isnull=False).count() == 1, "who did it stays"

    def test_a_closed_one_is_open_again_with_a_reason(self, in_work: Request, head: User):
        done = moves.finish(in_work, by=head)

        again = moves.reopen(done, reason="Не до конца", by=head)

        assert (again.status, again.finished_at) == (Status.WORKING, None)
        assert RequestEvent.objects.last().comment == "Не до конца"


class TestResident:
    def test_cancels_while_nobody_has_begun(self, request_: Request):
        assert moves.cancel_by_resident(request_, by=None).status == Status.CANCELLED

    def test_not_afterwards(self, in_work: Request):
        with pytest.raises(DomainError, match="позвоните диспетчеру"):
            moves.cancel_by_resident(in_work, by=None)

    def test_returns_within_seven_days_and_it_is_counted(self, in_work: Request, head: User, at):
        done = moves.finish(in_work, by=head)
        at(done.finished_at + timedelta(days=7))

        back = moves.return_by_resident(done, reason="Опять течёт", by=None)

        assert (back.status, back.returns) == (Status.WORKING, 1)

    def test_not_later(self, in_work: Request, head: User, at):
        done = moves.finish(in_work, by=head)
        at(done.finished_at + timedelta(days=7, seconds=1))

        with pytest.raises(DomainError, match="в течение 7 дней"):
            moves.return_by_resident(done, reason="Опять течёт", by=None)


class TestPause:
    def test_postponed_is_still_in_work_and_its_clock_stands(self, in_work: Request, head: User):
        until = timezone.localdate() + timedelta(days=3)

        later = moves.postpone(in_work, until=until, reason="Ждём кран", by=head)

        later.refresh_from_db()
        assert (later.status, later.postponed_until, later.due_at) == (Status.WORKING, until, None)

    def test_taken_up_again_it_is_due_later_by_the_pause(self, in_work: Request, head: User, at):
        before = Request.objects.get(pk=in_work.pk).due_at
        began = timezone.now()
        moves.postpone(in_work, until=timezone.localdate() + timedelta(days=3), reason="Ждём кран", by=head)
        at(began + timedelta(days=2))

        again = moves.resume(in_work, by=head)

        assert before is not None
        assert abs(again.due_at - before - timedelta(days=2)) < timedelta(minutes=1)

    def test_so_is_what_the_resident_returned(self, in_work: Request, head: User, at):
        before = Request.objects.get(pk=in_work.pk).due_at
        done = moves.finish(in_work, by=head)
        assert done.due_at == before, "by when it should have been done stays"
        at(done.finished_at + timedelta(days=5))

        back = moves.return_by_resident(done, reason="Опять течёт", by=None)

        assert abs(back.due_at - before - timedelta(days=5)) < timedelta(seconds=1)

    def test_what_was_put_off_and_then_done_has_its_deadline(self, in_work: Request, head: User, at):
        began = timezone.now()
        moves.postpone(in_work, until=timezone.localdate() + timedelta(days=3), reason="Ждём кран", by=head)
        at(began + timedelta(days=1))

        assert moves.finish(in_work, by=head).due_at is not None

    def test_the_day_is_to_come(self, in_work: Request, head: User):
        with pytest.raises(DomainError, match="не раньше завтрашнего"):
            moves.postpone(in_work, until=timezone.localdate(), reason="Ждём", by=head)

    def test_what_is_new_is_not_postponed(self, request_: Request, head: User):
        with pytest.raises(DomainError, match="только заявку в работе"):
            moves.postpone(request_, until=timezone.localdate() + timedelta(days=1), reason="Ждём", by=head)


class TestTogether:
    def test_who_saw_an_older_state_overwrites_nothing(self, request_: Request, plumber: Employee, head: User):
        seen = request_.version
        moves.take(request_, employees=[plumber], by=head)

        with pytest.raises(DomainError, match="заявку изменили"):
            moves.cancel(request_, reason="Ошибка", by=head, version=seen)


class TestExecutors:
    @pytest.fixture
    def lifts(self, tenant) -> RequestType:
        return RequestType.objects.get(name="Лифтовое оборудование")

    @pytest.fixture
    def lift_firm(self, lifts: RequestType) -> Contractor:
        return ContractorFactory(request_types=[lifts])

    def test_employees_or_one_contractor(self, request_: Request, plumber: Employee, lift_firm: Contractor, head: User):
        with pytest.raises(DomainError, match="или один подрядчик"):
            moves.take(request_, employees=[plumber], contractor=lift_firm, by=head)

    def test_a_contractor_takes_the_place_of_employees(self, in_work: Request, lift_firm: Contractor, head: User):
        executors.assign(in_work, contractor=lift_firm, by=head)

        fresh = Request.objects.get(pk=in_work.pk)
        assert (fresh.contractor, fresh.hands.filter(released_at=None).count()) == (lift_firm, 0)

    def test_and_the_other_way_round(self, request_: Request, plumber: Employee, lift_firm: Contractor, head: User):
        moves.take(request_, contractor=lift_firm, by=head)

        executors.assign(request_, employees=[plumber], by=head)

        assert named(Request.objects.get(pk=request_.pk)) == str(plumber)

    def test_only_who_does_such_requests(self, lifts: RequestType, plumber: Employee, head: User):
        request = RequestFactory(type=lifts)
        plumber.request_types.set([RequestType.objects.get(name="Отопление")])

        with pytest.raises(DomainError, match="не делает заявки"):
            moves.take(request, employees=[plumber], by=head)
        assert plumber not in [load.employee for load in executors.fitting_employees(lifts.pk)]

    def test_the_least_loaded_is_offered_first(self, in_work: Request, plumber: Employee):
        free = EmployeeFactory(last_name="Яшин", email="yashin@example.ru")

        offered = [(load.employee, load.tasks) for load in executors.fitting_employees(None)]

        assert offered.index((free, 0)) < offered.index((plumber, 1))

    def test_whoever_was_seen_lately_is_told_so(self, plumber: Employee, client_of, tenant):
        assert "на связи" not in executors.fitting_employees(None)[0].in_words

        client_of(tenant, plumber.user).get("/crm/")

        [load] = [one for one in executors.fitting_employees(None) if one.employee == plumber]
        assert load.in_words == f"{plumber} — 0 заявок, на связи"

    def test_namesakes_are_two_people(self, request_: Request, plumber: Employee, head: User):
        other = EmployeeFactory(last_name="Краснов", role=Role.EXECUTOR, email="other@example.ru")
        moves.take(request_, employees=[plumber], by=head)

        executors.assign(request_, employees=[other], by=head)

        assert steps(request_).count(Deed.ASSIGNED) == 2
        assert [hand.employee for hand in request_.hands.filter(released_at=None)] == [other]

    def test_who_was_taken_off_does_not_come_back_by_the_same_row(self, in_work: Request, head: User):
        moves.release(in_work, reason="Заболел", by=head)

        with pytest.raises(DatabaseError), transaction.atomic():
            RequestExecutor.objects.update(released_at=None)

    def test_the_database_refuses_both_kinds(self, in_work: Request, lift_firm: Contractor):
        with pytest.raises(DatabaseError), transaction.atomic():
            Request.objects.filter(pk=in_work.pk).update(contractor=lift_firm)


@pytest.mark.parametrize("was", list(Status))
@pytest.mark.parametrize("to", list(Status))
def test_the_database_knows_the_moves(request_: Request, was: Status, to: Status):
    """Every pair of statuses, straight in the table: what is no move is refused."""
    _force(request_, was)
    ended = timezone.now() if to == Status.DONE else None

    def move() -> None:
        with transaction.atomic():
            Request.objects.filter(pk=request_.pk).update(status=to, finished_at=ended)

    if was == to or (was, to) in MOVES:
        move()
        assert Request.objects.get(pk=request_.pk).status == to
    else:
        with pytest.raises(DatabaseError):
            move()


def _force(request: Request, status: Status) -> None:
    """Bring a new request there by allowed moves."""
    ways = {
        Status.NEW: [], Status.WORKING: [Status.WORKING], Status.CANCELLED: [Status.CANCELLED],
        Status.DONE: [Status.WORKING, Status.DONE],
    }  # fmt: skip
    for step in ways[status]:
        ended = timezone.now() if step == Status.DONE else None
        Request.objects.filter(pk=request.pk).update(status=step, finished_at=ended)
