"""Known hosts: one company's change costs the others nothing, and what changes while it is read is not remembered."""

import pytest
from django.db.models.signals import post_init

from tenants import changes
from tenants.domain import hosts
from tenants.models import Domain, Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def both(alpha: Tenant, beta: Tenant) -> None:
    for tenant in (alpha, beta):
        hosts.resolve(f"{tenant.slug}.localhost")


def test_a_change_of_one_company_leaves_the_others_known(both: None, alpha: Tenant, django_assert_num_queries):
    changes.forget_here(alpha.schema_name)

    with django_assert_num_queries(0):
        assert hosts.resolve("beta.localhost")
    with django_assert_num_queries(1):
        assert hosts.resolve("alpha.localhost")


def test_an_address_that_changes_hands_is_forgotten_by_all(both: None, alpha: Tenant, beta: Tenant):
    Domain.objects.filter(tenant=beta, is_primary=True).update(domain="elsewhere.localhost")
    moved = Domain.objects.get(domain="alpha.localhost")
    moved.tenant, moved.is_primary = beta, False
    moved.save()

    assert hosts.resolve("alpha.localhost").tenant == beta


def test_what_changes_while_it_is_read_is_not_remembered(alpha: Tenant, django_assert_num_queries):
    def change_meanwhile(**_: object) -> None:
        changes.forget_here(alpha.schema_name)

    post_init.connect(change_meanwhile, sender=Domain)
    try:
        hosts.resolve("alpha.localhost")
    finally:
        post_init.disconnect(change_meanwhile, sender=Domain)

    with django_assert_num_queries(1):
        hosts.resolve("alpha.localhost")
