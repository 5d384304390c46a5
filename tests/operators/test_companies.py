"""«Компании» and «Сводка»: figures that equal the rows behind them, in a bounded number of queries."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing.domain import ledger
from billing.domain.month_charge import fee_so_far
from billing.domain.overview import outline
from billing.enums import AccountKind, TransactionKind
from billing.models import Snapshot, Standing, Transaction
from identity.domain import sessions
from identity.models import User
from operators import summary as of_year
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def console(operator: User, client_of: Callable[..., Client]) -> Client:
    return client_of(None, operator)


def post(tenant: Tenant, amount: str, kind: TransactionKind, key: str, by: User | None = None) -> Transaction:
    against = AccountKind.BANK if kind == TransactionKind.PAYMENT else AccountKind.REVENUE
    return ledger.post(
        key=key, kind=kind, tenant=tenant, amount=Decimal(amount), against=against, description=f"Операция {key}", by=by
    )


def names(console: Client, asked: str) -> set[str]:
    return {str(one) for one in console.get(f"/operator/tenants/?{asked}").context["object_list"]}


class TestTheList:
    def test_balance_accounts_and_the_day_when_money_ends(self, console: Client, alpha: Tenant):
        post(alpha, "1200", TransactionKind.PAYMENT, "p")
        Snapshot.objects.create(tenant=alpha, day=timezone.localdate(), accounts=300)

        row = next(one for one in console.get("/operator/tenants/").context["object_list"] if one == alpha)
        assert (row.balance, row.accounts, row.outline.monthly_fee) == (1200, 300, 600)
        assert row.outline.lasts_until == timezone.localdate() + timedelta(days=60)

    def test_whom_to_look_at(self, console: Client, alpha: Tenant, beta: Tenant):
        today = timezone.localdate()
        Standing.objects.create(tenant=beta, low_since=today, over_since=today)
        Tenant.objects.filter(pk=alpha.pk).update(staff_seen_at=timezone.now() - timedelta(days=31))
        post(beta, "-5", TransactionKind.SMS, "s")

        assert names(console, "money=over") == names(console, "money=debt") == {str(beta)}
        assert names(console, "seen=silent") == {str(alpha)}
        assert names(console, "state=archived") == set()
        assert names(console, f"q={alpha.inn}") == {str(alpha)}

    def test_sorted_by_what_is_known_with_the_unknown_last(self, console: Client, alpha: Tenant, beta: Tenant):
        Snapshot.objects.create(tenant=beta, day=timezone.localdate(), accounts=3)
        for way in ("", "-"):
            found = console.get(f"/operator/tenants/?ordering={way}accounts").context["object_list"]
            assert str(next(iter(found))) == str(beta)

    def test_as_many_queries_for_two_as_for_one(self, console: Client, alpha: Tenant, beta: Tenant):
        def queries(asked: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                console.get(f"/operator/tenants/?{asked}")
            return len(captured)

        queries("")  # what a process remembers
        assert queries("q=УК") == queries(f"q={alpha.inn}")

    def test_the_file_has_the_same(self, console: Client, alpha: Tenant, beta: Tenant):
        post(alpha, "12.50", TransactionKind.PAYMENT, "p")
        answer = console.get("/operator/tenants/?export=csv")
        rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
        line = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[1] == alpha.inn)
        assert (line["Баланс, ₽"], line["Состояние"], len(rows)) == ("12,50", "Работает", 3)

    def test_staff_that_comes_is_noted_once_an_hour(self, alpha: Tenant):
        with speaking_for(alpha):
            user = make_employee(email="somebody@example.ru")
            sessions.note_staff(user)
        seen = Tenant.objects.get(pk=alpha.pk).staff_seen_at
        assert seen is not None
        with speaking_for(alpha):
            sessions.note_staff(user)
        assert Tenant.objects.get(pk=alpha.pk).staff_seen_at == seen


class TestTheCard:
    def test_everything_on_one_page(self, console: Client, alpha: Tenant, operator: User):
        post(alpha, "1200", TransactionKind.PAYMENT, "p", by=operator)
        page = console.get(f"/operator/tenants/inspect/{alpha.pk}/")
        text = page.content.decode()
        for words in (alpha.inn, "Операция p", "alpha.localhost", "Войти как сотрудник", "Набежало за месяц"):
            assert words in text, words
        assert [deed.words for deed in page.context["deeds"]] == ["Операция: Операция p"]

    def test_the_fee_so_far_is_what_the_counted_days_will_cost(self, alpha: Tenant):
        Snapshot.objects.create(tenant=alpha, day=timezone.localdate(), accounts=300)
        counted = fee_so_far(alpha)
        assert counted is not None
        assert counted.amount == round(Decimal(600) / counted.of_days, 2)
        assert outline(alpha).monthly_fee == 600


class TestTheSummary:
    def test_money_of_a_month_is_the_sum_of_its_entries(self, alpha: Tenant, beta: Tenant):
        moves = [
            (alpha, "100.10", TransactionKind.PAYMENT), (beta, "50", TransactionKind.PAYMENT),
            (alpha, "-30.05", TransactionKind.SUBSCRIPTION), (beta, "-2", TransactionKind.SMS),
        ]  # fmt: skip
        for number, (tenant, amount, kind) in enumerate(moves):
            post(tenant, amount, kind, f"k{number}")
        shown = of_year.summary()
        month = {kind.value: cell.value for kind, cell in zip(shown.kinds, shown.money[-1].cells, strict=True)}
        assert month == {"payment": Decimal("150.10"), "subscription": Decimal("-30.05"), "sms": Decimal(-2)}
        total = sum((cell.value for row in shown.money for cell in row.cells), Decimal(0))
        assert total == sum(shown.money_total) == sum(ledger.balance_of(one) for one in (alpha, beta))

    def test_each_figure_opens_to_its_rows(self, console: Client, alpha: Tenant, beta: Tenant):
        post(alpha, "100", TransactionKind.PAYMENT, "p")
        post(alpha, "-7", TransactionKind.SMS, "s")
        shown = of_year.summary()
        for cell in shown.money[-1].cells:
            rows = console.get(cell.url).context["object_list"]
            assert sum(row.amount for row in rows) == cell.value
        came = next(row.came for row in shown.growth if row.came.value)
        assert len(console.get(came.url).context["object_list"]) == came.value

    def test_the_screen_and_its_files(self, console: Client, alpha: Tenant):
        post(alpha, "100", TransactionKind.PAYMENT, "p")
        with CaptureQueriesContext(connection) as captured:
            page = console.get("/operator/summary/").content.decode()
        assert "<svg" in page
        assert len(captured) <= 14
        for name in of_year.TABLES:
            answer = console.get(f"/operator/summary/{name}/csv/")
            assert b"".join(answer.streaming_content).decode("utf-8-sig").startswith("Месяц;")
        assert console.get("/operator/summary/nothing/csv/").status_code == 404

    def test_twelve_months_over_the_turn_of_a_year(self):
        months = of_year.summary(date(2026, 2, 10)).months
        assert (months[0], months[-1], len(months)) == (date(2025, 3, 1), date(2026, 2, 1), 12)


def test_operations_by_size_and_hand(console: Client, alpha: Tenant, operator: User):
    post(alpha, "100", TransactionKind.PAYMENT, "by hand", by=operator)
    post(alpha, "-7", TransactionKind.SMS, "by itself")
    for asked, expected in (("least=10", ["by hand"]), ("most=10", ["by itself"]), ("hand=yes", ["by hand"])):
        rows = console.get(f"/operator/transactions/?{asked}").context["object_list"]
        assert [row.idempotency_key for row in rows] == expected
    answer = console.get("/operator/transactions/?export=csv&most=10")
    assert "Операция by itself" in b"".join(answer.streaming_content).decode()
