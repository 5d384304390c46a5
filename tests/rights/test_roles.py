"""Role × action: the presets, and what a single addition or exception does."""

import pytest

from crm.rights import registry
from crm.rights.domain import access
from crm.rights.enums import EMPLOYEE_ROLES, Role
from crm.rights.models import Access
from identity.channels import Channel
from identity.may import may
from identity.models import User
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def fresh(user: User) -> User:
    """The person as the next request sees them."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", EMPLOYEE_ROLES)
def test_a_role_has_its_preset_and_nothing_else(tenant: Tenant, role: Role):
    user = make_employee(role)
    for action in registry.actions():
        expected = Channel.COMPUTER in action.channels and (role == Role.HEAD or role in action.roles)
        assert may(user, action.code) is expected, action.code
        for permission in action.grants:
            assert may(user, permission) or not expected


def test_the_head_has_every_action(tenant: Tenant):
    assert registry.preset(Role.HEAD) == registry.boxes()


def test_codes_name_the_app_that_declares_them():
    codes = [action.code for action in registry.actions()]
    assert len(codes) == len(set(codes))
    assert all(code.count(".") == 1 for code in codes)


def test_one_action_more_and_one_less(tenant: Tenant):
    user = make_employee(Role.EXECUTOR)
    Access.objects.filter(user=user).update(given=["company.see_employees@computer"])
    assert may(fresh(user), "company.see_employees")
    assert may(fresh(user), "company.view_employee"), "Wagtail's screens ask by Django's names"

    Access.objects.filter(user=user).update(given=[])
    assert not may(fresh(user), "company.see_employees")


def test_somebody_without_access_may_nothing(tenant: Tenant):
    resident = User.objects.create_user("resident@example.ru", "Сирень-под-окном-7", last_name="Жилец")
    assert access.granted(resident) == {}
    assert not may(resident, "wagtailadmin.access_admin")


def test_one_who_is_not_active_may_nothing(tenant: Tenant):
    user = make_employee(Role.HEAD)
    user.is_active = False
    assert not may(user, "company.edit_profile")
    assert not user.has_module_perms("company")
