"""The money of SMS: reserved before, charged or released after, never beyond the balance."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.domain import ledger
from billing.domain.ledger import balance_of
from billing.models import Transaction
from sms.domain import tracking
from sms.domain.invariants import broken_invariants
from sms.domain.limits import set_monthly_limit
from sms.domain.sending import (
    BeyondLimitError,
    Item,
    NotEnoughMoneyError,
    cancel,
    funds,
    quote,
    reserve_and_queue,
)
from sms.enums import State
from sms.gateways.base import Fate, Report
from sms.models import Markup, Message, Provider, Reserve
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.sms.making import BASE, MARKUP, TEXT, TOTAL, WHY, items, pay, phone, queue, states

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def take(provider: Provider, tenant: Tenant) -> None:
    """As after the service has taken everything that waits."""
    for message in Message.objects.filter(tenant=tenant, state=State.QUEUED):
        for state in (State.SENDING, State.SENT):
            Message.objects.filter(pk=message.pk).update(state=state, provider=provider, their_id=f"s{message.pk}")


def report(message: Message, fate: Fate = Fate.DELIVERED, cost: Decimal | None = BASE) -> Report:
    return Report(their_id=message.their_id, fate=fate, cost=cost)


def whole() -> None:
    """Books and the SMS ledger agree."""
    assert ledger.broken_invariants() + broken_invariants() == []


def test_three_numbers_by_segments_and_by_the_operator_of_the_number(smsc: Provider, rich: Tenant):
    told = quote(rich, [(phone(), TEXT), (phone(1), "я" * 71), ("+79121234567", TEXT)])

    assert (told.messages, told.segments) == (3, 4)
    assert (told.base, told.markup, told.total) == (Decimal("7.80"), Decimal("2.00"), Decimal("9.80"))


def test_a_company_may_have_a_markup_of_its_own(smsc: Provider, rich: Tenant, beta: Tenant):
    today = timezone.localdate()
    Markup.objects.create(valid_from=today, amount=Decimal("0.60"))
    Markup.objects.create(valid_from=today, amount=Decimal("0.30"), tenant=rich)

    assert quote(rich, [(phone(), TEXT)]).markup == Decimal("0.30")
    assert quote(beta, [(phone(), TEXT)]).markup == Decimal("0.60")


def test_nothing_is_quoted_while_no_service_is_on(rich: Tenant):
    with pytest.raises(DomainError, match="не подключён"):
        quote(rich, [(phone(), TEXT)])


def test_a_batch_holds_its_price_and_delivery_charges_it(smsc: Provider, rich: Tenant):
    queued = queue(rich, 3)
    assert (queued.quote.total, funds(rich).held, funds(rich).available) == (TOTAL * 3, TOTAL * 3, 1000 - TOTAL * 3)
    assert balance_of(rich) == 1000

    take(smsc, rich)
    first, second, third = Message.objects.order_by("pk")
    said = [report(first), report(second), report(third, Fate.UNDELIVERED, Decimal(0))]
    tracking.take_reports(smsc, said)
    tracking.take_reports(smsc, said)  # services bring a report more than once

    assert states(rich) == ["delivered", "delivered", "undelivered"]
    assert (balance_of(rich), funds(rich).held) == (1000 - TOTAL * 2, 0)
    charge = Transaction.objects.get(kind="sms")
    assert charge.description == "СМС: 2 сообщения (Уведомление № 1)"
    assert charge.details == {"messages": 2, "base": f"{BASE * 2}", "markup": f"{MARKUP * 2}"}
    assert [state for state, _, _ in Message.objects.earliest("pk").history] == [
        "queued",
        "sending",
        "sent",
        "delivered",
    ]
    whole()


def test_what_was_not_delivered_costs_only_if_the_service_took_money(smsc: Provider, rich: Tenant):
    queue(rich, 1)
    take(smsc, rich)
    tracking.take_reports(smsc, [report(Message.objects.get(), Fate.UNDELIVERED, BASE)])

    assert balance_of(rich) == 1000 - TOTAL
    whole()


def test_the_same_key_reaches_a_number_once(smsc: Provider, rich: Tenant):
    queue(rich, 2)
    again = queue(rich, 3)

    assert (again.repeated, again.quote.messages) == (2, 1)
    assert reserve_and_queue(rich, items(2, "notice:2") * 2, why=WHY).quote.messages == 2
    assert funds(rich).held == TOTAL * 5


def test_a_batch_that_the_balance_does_not_bear_is_refused_whole(smsc: Provider, alpha: Tenant):
    pay(alpha, TOTAL * 3 - Decimal("0.01"))

    with pytest.raises(NotEnoughMoneyError, match=r"не хватает 0,01 ₽") as refused:
        queue(alpha, 3)
    assert (refused.value.missing, states(alpha)) == (Decimal("0.01"), [])
    queue(alpha, 2)
    with pytest.raises(NotEnoughMoneyError):  # the balance is still there, but it is promised
        queue(alpha, 1, key="notice:2")


def test_the_database_itself_holds_nothing_beyond_the_balance(smsc: Provider, rich: Tenant):
    queue(rich, 1)
    message = Message.objects.get()
    message.pk, message.key, message.base, message.total = None, "by hand", Decimal(2000), Decimal(2000) + MARKUP

    with pytest.raises(DatabaseError, match="More would be held"), transaction.atomic():
        Message.objects.bulk_create([message])


def test_a_limit_stops_those_who_may_not_go_beyond_it(smsc: Provider, rich: Tenant):
    set_monthly_limit(rich, TOTAL * 2)
    queue(rich, 1)

    with pytest.raises(BeyondLimitError, match=r"на 2,50 ₽"):
        queue(rich, 2, key="notice:2")
    reserve_and_queue(rich, items(2, "notice:2"), why=WHY, beyond_limit=True)
    assert (funds(rich).spent_this_month, funds(rich).left_of_limit) == (TOTAL * 3, 0)
    Reserve.objects.all()
    assert cancel(rich, Message.objects.values_list("batch", flat=True)) == 3
    assert (funds(rich).spent_this_month, funds(rich).held) == (0, 0)


def test_silence_releases_the_money_and_a_late_delivery_is_charged(smsc: Provider, rich: Tenant):
    queue(rich, 2)
    take(smsc, rich)
    Message.objects.update(state_at=timezone.now() - tracking.SILENCE - timedelta(minutes=1))

    assert tracking.release_silent() == 2
    assert (states(rich), funds(rich).held) == (["silent", "silent"], 0)
    tracking.take_reports(smsc, [report(Message.objects.earliest("pk"))])
    assert (balance_of(rich), funds(rich).spent_this_month) == (1000 - TOTAL, TOTAL)
    whole()


def test_a_late_delivery_without_money_left_is_at_our_cost(smsc: Provider, alpha: Tenant):
    pay(alpha, TOTAL)
    queue(alpha)
    take(smsc, alpha)
    Message.objects.update(state_at=timezone.now() - tracking.SILENCE - timedelta(minutes=1))
    tracking.release_silent()
    queue(alpha, key="notice:2")  # the money is promised to another

    late = Message.objects.earliest("pk")
    tracking.take_reports(smsc, [report(late)])

    late.refresh_from_db()
    assert (late.state, late.waived, late.charge) == ("delivered", True, None)
    assert (balance_of(alpha), funds(alpha).available) == (TOTAL, 0)
    whole()


@pytest.mark.parametrize(
    "change",
    [{"total": 1}, {"base": 1}, {"segments": 9}, {"phone": phone(9)}, {"text": "другой"}, {"state": "delivered"}],
)
def test_what_was_agreed_is_never_changed(smsc: Provider, rich: Tenant, change: dict):
    queue(rich)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Reserve.objects.update(held=0)


def test_an_empty_or_endless_text_is_refused(smsc: Provider, rich: Tenant):
    with pytest.raises(DomainError, match="нет текста"):
        queue(rich, text=" ")
    with pytest.raises(DomainError, match="займёт 9 СМС"):
        queue(rich, text="я" * (67 * 8 + 1))


def test_a_thousand_messages_are_reserved_by_few_statements(
    smsc: Provider, rich: Tenant, django_assert_max_num_queries
):
    pay(rich, Decimal(5000), key="more")
    many = [Item("notice:1", f"+7908{number:07d}", TEXT) for number in range(1000)]
    with django_assert_max_num_queries(14):
        reserve_and_queue(rich, many, why=WHY)
    assert funds(rich).held == TOTAL * 1000


STEPS = st.lists(
    st.tuples(st.sampled_from(["pay", "queue", "take", "deliver", "fail", "silence", "cancel"]), st.integers(1, 3)),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_in_whatever_order_things_happen_the_books_are_whole(
    smsc: Provider, alpha: Tenant, steps: list[tuple[str, int]]
):
    """60 random histories: entries sum to zero, the reserve is what is on its way, nothing goes below zero."""
    with transaction.atomic():
        for number, (step, count) in enumerate(steps):
            _step(step, count, number, smsc, alpha)
            now = funds(alpha)
            assert now.balance >= 0
            assert now.available >= 0
            whole()
        transaction.set_rollback(True)


def _step(step: str, count: int, number: int, provider: Provider, tenant: Tenant) -> None:
    if step == "pay":
        pay(tenant, TOTAL * count, key=f"pay{number}")
    elif step == "queue":
        try:
            queue(tenant, count, key=f"k{number}")
        except NotEnoughMoneyError:
            assert funds(tenant).available < TOTAL * count
    elif step == "take":
        take(provider, tenant)
    elif step == "cancel":
        cancel(tenant, Message.objects.values_list("batch", flat=True))
    elif step == "silence":
        Message.objects.filter(state="sent").update(state_at=timezone.now() - tracking.SILENCE * 2)
        tracking.release_silent()
    else:
        fate = Fate.DELIVERED if step == "deliver" else Fate.UNDELIVERED
        open_ones = Message.objects.filter(state__in=["sent", "silent"])[:count]
        tracking.take_reports(provider, [report(one, fate, None) for one in open_ones])
