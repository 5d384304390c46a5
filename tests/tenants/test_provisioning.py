"""From an approved application to an open site; a crash at any step leaves nothing half made."""

import pytest
from django.db import DatabaseError, transaction

from tenants.context import in_schema, speaking_for
from tenants.domain import lifecycle, provisioning, template
from tenants.domain.provisioning import Step
from tenants.enums import State
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.factories import TenantFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def gamma() -> Tenant:
    return TenantFactory()


@pytest.fixture
def failing_step():
    """A step in the middle that fails until it is told to work."""
    switch = {"fails": True}

    def run(tenant: Tenant) -> None:
        if switch["fails"]:
            raise RuntimeError("сеть пропала")

    provisioning.register(Step(code="shaky", label="Шаткий шаг", order=25, run=run))
    yield switch
    del provisioning._steps["shaky"]


def test_a_new_company_gets_schema_domain_and_opens(gamma: Tenant):
    provisioning.begin(gamma)
    tenant = provisioning.provision(gamma.pk)

    assert tenant.state == State.ACTIVE
    assert tenant.schema_name == "uk_gamma"
    assert tenant.schema_fingerprint == template.migrations_fingerprint()
    assert list(tenant.domains.values_list("domain", "is_primary")) == [("gamma.localhost", True)]
    assert set(tenant.steps_done) >= {"schema", *(step.code for step in provisioning.steps())}


def test_after_a_crash_it_goes_on_where_it_stopped(gamma: Tenant, failing_step: dict[str, bool]):
    provisioning.begin(gamma)
    with pytest.raises(RuntimeError):
        provisioning.provision(gamma.pk)
    stopped = Tenant.objects.get(pk=gamma.pk)
    assert stopped.state == State.PROVISIONING
    assert "сеть пропала" in stopped.provisioning_error
    assert "shaky" not in stopped.steps_done

    failing_step["fails"] = False
    tenant = provisioning.provision(gamma.pk)

    assert (tenant.state, tenant.provisioning_error) == (State.ACTIVE, "")


def test_repeating_it_for_an_open_company_changes_nothing(alpha: Tenant):
    assert provisioning.provision(alpha.pk).steps_done == alpha.steps_done


@pytest.mark.parametrize(
    ("start", "to"),
    [
        (State.ACTIVE, State.PROVISIONING),
        (State.ARCHIVED, State.ACTIVE),
        (State.ARCHIVED, State.SUSPENDED),
        (State.SUSPENDED, State.PROVISIONING),
    ],
)
def test_the_database_refuses_a_move_that_is_not_allowed(alpha: Tenant, start: State, to: State):
    if start != State.ACTIVE:
        lifecycle.move(alpha, to=start)
    with pytest.raises(DatabaseError), transaction.atomic():
        Tenant.objects.filter(pk=alpha.pk).update(state=to)
    with pytest.raises(DomainError):
        lifecycle.move(alpha, to=to)


def test_an_archived_company_answers_gone_and_names_nobody(alpha: Tenant, client_of):
    lifecycle.move(alpha, to=State.ARCHIVED)

    answer = client_of(alpha).get("/")

    assert answer.status_code == 410
    assert "Альфа" not in answer.content.decode()


def test_a_company_that_is_being_made_asks_to_wait(gamma: Tenant, client_of, failing_step):
    provisioning.begin(gamma)

    answer = client_of(gamma).get("/")

    assert answer.status_code == 503
    assert "Сайт готовится" in answer.content.decode()


def test_two_tenants_read_their_own_rows(alpha: Tenant, beta: Tenant):
    from crm.company.models import Profile

    names = []
    for tenant in (alpha, beta):
        with speaking_for(tenant):
            names.append(Profile.objects.get().short_name)
    assert names == ["УК «Альфа»", "УК «Бета»"]
    with in_schema("public"):
        assert Tenant.objects.count() == 2
