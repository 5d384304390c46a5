"""Bonuses: by the operators' rules, once a month, spent first on the fee."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from billing.domain import bonuses, charging
from billing.domain.ledger import balance_of, broken_invariants, post
from billing.enums import AccountKind, BonusKind, TransactionKind
from billing.models import BonusRule, Snapshot, Transaction
from crm.billing.tasks import accrue_bonuses
from crm.dispatch.domain import moves, photos
from crm.dispatch.domain.in_time import count_in_time_with_photo
from crm.dispatch.enums import PhotoKind
from crm.dispatch.models import Request
from crm.meters.enums import Source
from crm.rights.enums import Role
from identity.models import User
from operators.demo.clock import as_of
from tenants.context import speaking_for
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.billing.test_ledger import pay
from tests.conftest import make_employee
from tests.factories import AccountFactory, EmployeeFactory, RequestFactory
from tests.meters.making import give, make_meter

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[BonusKind, int]:
    """How many there were of each kind, whatever a company really has."""
    units = {BonusKind.READINGS: 120}
    counters = {kind: (lambda first, after, kind=kind: units[kind]) for kind in units}
    monkeypatch.setattr(bonuses, "_counters", counters)
    return units


def rule(amount: str, most: str = "1000", since: date = date(2026, 1, 1), kind: str = "readings") -> BonusRule:
    return BonusRule.objects.create(kind=kind, valid_from=since, amount=Decimal(amount), most=Decimal(most))


def test_each_is_paid_and_it_is_said_for_what(alpha: Tenant, counted: dict[BonusKind, int]):
    rule("0.10")
    (given,) = bonuses.accrue(alpha, OCTOBER)

    assert (given.amount, given.kind, given.details["units"], given.details["price"]) == (12, "bonus", 120, "0.10")
    assert given.description == "Бонус за октябрь 2026: показания, переданные онлайн"
    assert (balance_of(alpha), bonuses.left(alpha), broken_invariants()) == (12, 12, [])


def test_a_month_is_given_once_though_more_were_found_later(alpha: Tenant, counted: dict[BonusKind, int]):
    rule("0.10")
    bonuses.accrue(alpha, OCTOBER)
    counted[BonusKind.READINGS] = 500
    assert bonuses.accrue(alpha, OCTOBER) == []
    assert balance_of(alpha) == 12


def test_no_more_than_the_rule_says(alpha: Tenant, counted: dict[BonusKind, int]):
    rule("1.00", most="50")
    bonuses.accrue(alpha, OCTOBER)
    assert balance_of(alpha) == 50


def test_the_rule_is_that_of_the_first_of_the_month(alpha: Tenant, counted: dict[BonusKind, int]):
    rule("1.00", since=date(2026, 9, 1))
    rule("2.00", since=date(2026, 10, 1))
    rule("9.00", since=date(2026, 10, 2))
    rule("5.00", kind="payments")  # nobody counts them yet
    bonuses.accrue(alpha, OCTOBER)
    assert [one.amount for one in Transaction.objects.all()] == [240]


def test_zero_ends_it(alpha: Tenant, counted: dict[BonusKind, int]):
    rule("1.00", since=date(2026, 9, 1))
    rule("0", since=date(2026, 10, 1))
    assert bonuses.accrue(alpha, OCTOBER) == []


def test_a_month_that_is_not_over_is_refused(alpha: Tenant):
    with pytest.raises(DomainError, match="ещё не закончился"):
        bonuses.accrue(alpha, date.today())


def test_the_fee_takes_them_first_and_sms_do_not(alpha: Tenant, counted: dict[BonusKind, int]):
    pay(alpha, "1000")
    rule("1.00")
    bonuses.accrue(alpha, OCTOBER)
    post(
        key="sms:1", kind=TransactionKind.SMS, tenant=alpha, amount=Decimal(-30), against=AccountKind.REVENUE,
        description="СМС", by=None,
    )  # fmt: skip
    assert bonuses.left(alpha) == 120
    Snapshot.objects.bulk_create(
        Snapshot(tenant=alpha, day=OCTOBER.replace(day=day), accounts=40) for day in range(1, 32)
    )
    charging.charge_month(OCTOBER)
    assert (bonuses.left(alpha), balance_of(alpha)) == (40, 1010)


def test_nothing_counted_nothing_given(tenant: Tenant):
    """With the real counters over a company that is empty: each asks tables that are there."""
    rule("1.00")
    rule("1.00", kind="requests")
    assert bonuses.accrue(tenant, OCTOBER) == []


def test_of_readings_those_that_residents_handed_in_are_counted_once_for_a_meter(tenant: Tenant):
    by_link, again, by_staff, last_month = (make_meter(AccountFactory()) for _ in range(4))
    day = timezone.localdate().replace(day=1) - timedelta(days=10)  # of the month that has ended
    with as_of(day):
        give(by_link, 10, on=day, source=Source.LINK)
        give(again, 10, on=day, source=Source.LINK)
        give(again, 11, on=day, source=Source.CABINET)
        give(by_staff, 10, on=day, source=Source.COMPUTER)
    earlier = day.replace(day=1) - timedelta(days=10)
    with as_of(earlier):
        give(last_month, 10, on=earlier, source=Source.LINK)
    rule("0.50")

    for _ in range(2):
        accrue_bonuses()
    (given,) = Transaction.objects.filter(tenant=tenant, kind=TransactionKind.BONUS)
    assert (given.details["units"], given.amount, given.period) == (2, 1, day.replace(day=1))
    bonuses.accrue(tenant, earlier)
    assert [one.details["units"] for one in Transaction.objects.filter(tenant=tenant).order_by("pk")] == [2, 1]


def test_each_thing_that_a_bonus_was_given_for_is_shown(tenant: Tenant, staff: Callable[[Role], Client]):
    day = timezone.localdate().replace(day=1) - timedelta(days=10)
    meter = make_meter(AccountFactory())
    with as_of(day):
        give(meter, 10, on=day, source=Source.LINK)
        reading = give(make_meter(AccountFactory()), 10, on=day, source=Source.CABINET)
    rule("0.50")
    accrue_bonuses()
    (given,) = Transaction.objects.filter(tenant=tenant, kind=TransactionKind.BONUS)
    address = f"/crm/billing/bonuses/{given.pk}/"

    accountant = staff(Role.ACCOUNTANT)
    assert f'href="{address}"' in accountant.get("/crm/billing/transactions/").content.decode()
    page = accountant.get(address).content.decode()
    assert f"Показание прибора № {meter.number}" in page
    assert f"/readings/{reading.pk}/" in page
    assert "после начисления" not in page

    with as_of(day):
        give(meter, 11, on=day, source=Source.COMPUTER)  # put right by the staff: it is theirs now
    page = accountant.get(address).content.decode()
    assert f"Показание прибора № {meter.number}" not in page
    assert "Сейчас таких 1: после начисления что-то исправили" in page
    assert staff(Role.DISPATCHER).get(address).status_code == 302


def test_the_neighbours_bonus_is_as_one_that_is_not_there(
    alpha: Tenant, beta: Tenant, counted: dict[BonusKind, int], client_of: Callable[..., Client]
):
    rule("0.10")
    (of_alpha,) = bonuses.accrue(alpha, OCTOBER)
    with speaking_for(beta):
        stranger = client_of(beta, make_employee(Role.HEAD))
    assert stranger.get(f"/crm/billing/bonuses/{of_alpha.pk}/").status_code == 404


def test_what_nobody_counts_is_taken_by_no_rule_until_somebody_does(
    alpha: Tenant, operator: User, counted: dict[BonusKind, int], client_of: Callable[..., Client]
):
    console = client_of(None, operator)
    data = {"kind": "registered", "valid_from": "2026-10-01", "amount": "5", "most": "100"}
    answer = console.post("/operator/bonus_rules/new/", data).content.decode()
    assert "Это пока не считается: по такому правилу ничего не начислится." in answer
    assert "Жители, которые зарегистрировались — пока не считаются" in answer
    assert not BonusRule.objects.exists()
    rule("5.00", most="100", kind="registered")
    assert "пока нет" in console.get("/operator/bonus_rules/").content.decode()
    assert bonuses.accrue(alpha, OCTOBER) == []

    bonuses.register(BonusKind.REGISTERED, lambda first, after: (after - first).days)
    assert [one.amount for one in bonuses.accrue(alpha, OCTOBER)] == [100], "31 by 5 roubles, no more than a hundred"
    assert console.post("/operator/bonus_rules/new/", data).status_code == 302


def test_of_what_is_there_today_everything_is_counted():
    """Residents' cabinet and payments are still to come; who brings them registers a counter and leaves this list."""
    assert {kind for kind in BonusKind if not bonuses.is_counted(kind)} == {BonusKind.REGISTERED, BonusKind.PAYMENTS}


def test_on_the_screens(alpha: Tenant, operator: User, counted: dict[BonusKind, int], client_of: Callable[..., Client]):
    console = client_of(None, operator)
    data = {"kind": "readings", "valid_from": "2026-10-01", "amount": "0.50", "most": "100"}
    assert console.post("/operator/bonus_rules/new/", data).status_code == 302
    assert "Показания, переданные онлайн" in console.get("/operator/bonus_rules/").content.decode()
    bonuses.accrue(alpha, OCTOBER)
    with speaking_for(alpha):
        page = client_of(alpha, make_employee(Role.HEAD)).get("/crm/billing/transactions/").content.decode()
    assert "Из них бонусы" in page
    assert "Насчитано 120 по 0.50 ₽" in page


def test_of_requests_those_in_time_and_with_the_result_shown_are_counted(tenant: Tenant):
    worker = EmployeeFactory(role=Role.EXECUTOR)
    shown, seen_before, unshown = (
        moves.take(request, by=None, employees=[worker]) for request in RequestFactory.create_batch(3)
    )
    photos.attach(shown, "requests/x.jpg", kind=PhotoKind.RESULT, by=worker.user)
    photos.attach(seen_before, "requests/y.jpg", kind=PhotoKind.BEFORE, by=worker.user)
    for request in (shown, seen_before, unshown):
        moves.finish(request, by=worker.user)
    first = timezone.localdate().replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)

    assert count_in_time_with_photo(first, after) == 1
    assert count_in_time_with_photo(after, after + timedelta(days=28)) == 0
    Request.objects.filter(pk=shown.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert count_in_time_with_photo(first, after) == 0
