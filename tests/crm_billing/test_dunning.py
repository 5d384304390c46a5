"""Money that runs out: the invoice by itself, letters, suspension after some days, and back at once after payment."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing.domain import dunning, metering
from billing.domain.payments import record_payment
from billing.enums import Step
from billing.models import DunningRules, FreePeriod, Invoice, Standing
from crm.accounting.models import House
from crm.billing.domain.dunning import spare, watch
from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from notifications.models import Letter
from tenants.context import in_schema, speaking_for
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.billing.test_ledger import pay
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 28)
FEE = 600  # 300 accounts at two roubles


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The company's calendar, so many days after TODAY."""
    monkeypatch.setattr(metering, "_counters", [lambda: 300])

    def set_day(after: int) -> None:
        monkeypatch.setattr(metering, "today_of", lambda tenant: TODAY + timedelta(days=after))

    set_day(0)
    return set_day


@pytest.fixture
def payers(tenant: Tenant) -> list[User]:
    make_employee(Role.DISPATCHER)
    return [make_employee(Role.HEAD), make_employee(Role.ACCOUNTANT)]


def subjects() -> list[str]:
    with in_schema("public"):
        return list(Letter.objects.order_by("id").values_list("subject", flat=True))


def state_of(tenant: Tenant) -> str:
    return Tenant.objects.get(pk=tenant.pk).state


def test_while_money_lasts_nobody_is_bothered(tenant: Tenant, day: Callable[[int], None], payers: list[User]):
    pay(tenant, "1200")
    assert watch() == ()
    assert (subjects(), Invoice.objects.count(), dunning.outlook(tenant)) == ([], 0, None)


def test_ten_days_before_the_end_an_invoice_is_made_once(
    tenant: Tenant, day: Callable[[int], None], payers: list[User]
):
    pay(tenant, "200")  # ten days
    assert [watch(), watch()] == [(Step.LOW,), ()]

    invoice = Invoice.objects.get()
    assert (invoice.amount, invoice.issued_by) == (3 * FEE, "автоматически")
    assert Standing.objects.get().invoice == invoice
    assert subjects() == ["Деньги на балансе скоро закончатся"] * len(payers)
    with in_schema("public"):
        letter = Letter.objects.first()
    assert "8 декабря 2026" in letter.text
    assert f"Счёт № {invoice.number}" in letter.text
    assert letter.schema_name == "public", "it is Бурмистр who writes"


def test_eleven_days_before_it_is_too_early(tenant: Tenant, day: Callable[[int], None]):
    pay(tenant, "220")
    assert watch() == ()


def test_an_invoice_that_waits_is_sent_again_instead_of_a_new_one(
    tenant: Tenant, day: Callable[[int], None], staff: Callable[..., Client]
):
    staff(Role.ACCOUNTANT).post("/crm/billing/invoices/issue/", {"amount": "500"})
    watch()
    assert Standing.objects.get().invoice.amount == 500
    assert Invoice.objects.count() == 1


def test_from_the_last_rouble_to_the_suspension_and_back(
    tenant: Tenant, day: Callable[[int], None], payers: list[User], django_capture_on_commit_callbacks: Any
):
    pay(tenant, "100")
    days = {}
    for after in (0, 3, 5, 18, 19, 20):
        day(after)
        if after == 5:
            pay(tenant, "-100", key="charge")  # the month was charged
        days[after] = watch()

    assert days == {0: (Step.LOW,), 3: (), 5: (Step.OVER,), 18: (), 19: (Step.SUSPENDED,), 20: ()}
    assert state_of(tenant) == State.SUSPENDED
    assert Tenant.objects.get(pk=tenant.pk).state_reason == "Закончились деньги на балансе"

    invoice = Invoice.objects.get()
    with django_capture_on_commit_callbacks(execute=True), in_schema("public"):
        record_payment(invoice, amount=invoice.amount, received_on=date.today(), document_number="1", by=None)

    assert state_of(tenant) == State.ACTIVE
    assert subjects()[-1] == "Работа в CRM возобновлена"
    acts = list(Entry.objects.filter(action__startswith="crm_billing.").order_by("id").values_list("action", flat=True))
    assert acts == ["crm_billing.issue_invoice", "crm_billing.suspend", "crm_billing.restore"]


def test_too_little_money_leaves_it_suspended(
    tenant: Tenant, day: Callable[[int], None], django_capture_on_commit_callbacks: Any
):
    pay(tenant, "-50")
    watch()
    day(14)
    assert watch() == (Step.SUSPENDED,)
    with django_capture_on_commit_callbacks(execute=True), in_schema("public"):
        record_payment(
            Invoice.objects.get(), amount=Decimal(20), received_on=date.today(), document_number="1", by=None
        )
    assert state_of(tenant) == State.SUSPENDED


def test_the_days_are_the_operators(tenant: Tenant, day: Callable[[int], None]):
    rules = DunningRules.load()
    rules.grace_days = 3
    rules.save()
    watch()
    assert dunning.outlook(tenant).suspends_on == TODAY + timedelta(days=3)


def test_free_days_are_no_debt(tenant: Tenant, day: Callable[[int], None]):
    FreePeriod.objects.create(tenant=tenant, first_day=TODAY, last_day=TODAY + timedelta(days=40), reason="знакомство")
    assert watch() == ()


class TestRespite:
    def test_it_holds_until_its_day(self, tenant: Tenant, day: Callable[[int], None], operator_of: User):
        watch()
        spare(tenant, until=TODAY + timedelta(days=20), reason="Платёж в пути", by=operator_of)
        days = {}
        for after in (14, 20, 21):
            day(after)
            days[after] = watch()
        assert days == {14: (), 20: (), 21: (Step.SUSPENDED,)}

    def test_one_that_is_suspended_works_again_and_reads_why(
        self, tenant: Tenant, day: Callable[[int], None], operator_of: User
    ):
        watch()
        day(14)
        watch()
        spare(tenant, until=TODAY + timedelta(days=30), reason="Обещали к понедельнику", by=operator_of)

        assert state_of(tenant) == State.ACTIVE
        entry = Entry.objects.get(action="crm_billing.spare")
        assert entry.changes["spared_reason"] == [None, "Обещали к понедельнику"]

    def test_without_a_reason_or_for_ever_there_is_none(
        self, tenant: Tenant, day: Callable[[int], None], operator_of: User
    ):
        for after, reason, field in ((5, " ", "reason"), (-1, "Обещали", "until"), (400, "Обещали", "until")):
            with pytest.raises(DomainError) as refused:
                spare(tenant, until=TODAY + timedelta(days=after), reason=reason, by=operator_of)
            assert refused.value.field == field

    def test_on_the_operators_screen(
        self, tenant: Tenant, day: Callable[[int], None], operator_of: User, client_of: Callable[..., Client]
    ):
        watch()
        with in_schema("public"):
            console = client_of(None, operator_of)
            assert str(tenant) in console.get("/operator/standings/").content.decode()
            page = console.get(f"/operator/standings/inspect/{tenant.pk}/").content.decode()
            assert "12 декабря 2026" in page, "the day of the suspension"
            console.post(f"/operator/standings/{tenant.pk}/spare/", {"until": "2026-12-20", "reason": "Платёж в пути"})
            assert Standing.objects.get().spared_until == date(2026, 12, 20)
            assert console.get("/operator/money-rules/", follow=True).status_code == 200


@pytest.fixture
def operator_of(tenant: Tenant) -> User:
    """An operator, while the connection speaks for a company."""
    with in_schema("public"):
        return User.objects.create_superuser("operator@example.ru", "x", last_name="Операторов", first_name="Павел")


class TestSuspended:
    @pytest.fixture
    def suspended(self, tenant: Tenant) -> Tenant:
        from tenants.domain import lifecycle

        return lifecycle.move(tenant, to=State.SUSPENDED, reason=dunning.SUSPENDED_WORDS)

    def test_everything_is_read_and_exported(self, suspended: Tenant, staff: Callable[..., Client]):
        client = staff(Role.HEAD)
        for path in ("/crm/", "/crm/houses/", "/crm/billing/transactions/?export=csv", "/crm/journal/export.csv"):
            assert client.get(path).status_code == 200, path
        assert "Работа приостановлена" in client.get("/crm/").content.decode()

    def test_writing_is_refused_with_words_and_a_way_out(self, suspended: Tenant, staff: Callable[..., Client]):
        answer = staff(Role.HEAD).post("/crm/houses/new/", {"street": "Мира"})
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "на балансе закончились деньги" in page
        assert 'href="/crm/billing/invoices/"' in page
        assert not House.objects.exists()

    def test_programs_and_scripts_are_told_in_their_language(self, suspended: Tenant, staff: Callable[..., Client]):
        answer = staff(Role.HEAD).post("/crm/houses/new/", headers={"Accept": "application/json"})
        assert "приостановлена" in answer.json()["detail"]
        answer = Client(HTTP_HOST="alpha.localhost:8000").post(
            "/api/v1/readings", headers={"Authorization": "Bearer x"}
        )
        assert (answer.status_code, "приостановлена" in answer.json()["detail"]) == (403, True)

    def test_a_phone_is_told_too(self, suspended: Tenant, staff: Callable[..., Client]):
        answer = staff(Role.HEAD).post("/m/readings/")
        assert (answer.status_code, "приостановлена" in answer.content.decode()) == (403, True)

    def test_what_a_phone_has_kept_waits_in_it(self, suspended: Tenant, staff: Callable[..., Client]):
        """409 is what the outbox tries again."""
        answer = staff(Role.HEAD).post("/m/readings/", headers={"Accept": "application/json"})
        assert (answer.status_code, "приостановлена" in answer.json()["message"]) == (409, True)

    @pytest.mark.parametrize(
        "path", ["/crm/dispatch/new/", "/crm/outages/new/", "/m/new-request/", "/crm/personal-data/", "/crm/account/"]
    )
    def test_what_cannot_wait_goes_on(self, suspended: Tenant, staff: Callable[..., Client], path: str):
        assert staff(Role.HEAD).post(path, {}).status_code != 403

    def test_it_can_pay(self, suspended: Tenant, staff: Callable[..., Client]):
        staff(Role.ACCOUNTANT).post("/crm/billing/invoices/issue/", {"amount": "600"})
        assert Invoice.objects.count() == 1

    def test_residents_notice_nothing(self, suspended: Tenant, client_of: Callable[..., Client]):
        assert client_of(suspended).get("/").status_code == 200

    def test_the_other_company_writes_as_ever(self, suspended: Tenant, beta: Tenant, client_of: Callable[..., Client]):
        with speaking_for(beta):
            client = client_of(beta, make_employee(Role.HEAD))
        assert client.post("/crm/houses/new/", {}).status_code == 200
