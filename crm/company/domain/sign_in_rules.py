"""Of whom the company asks more than a password."""

from collections.abc import Collection

from django.db import transaction

from crm.company.models import SignInRules
from crm.journal.domain.entries import record
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.domain import second_factor
from identity.models import User
from tenants.context import on_platform
from tenants.errors import DomainError

_ONLY = 1


def second_factor_roles() -> list[Role]:
    """The roles that sign in with a code, in the manual's order. One query."""
    rules = SignInRules.objects.filter(pk=_ONLY).first()
    return [role for role in Role if rules and role in rules.second_factor_roles]


def operators_may_enter() -> bool:
    """Whether the company lets Бурмистр's operators in to help. One query."""
    rules = SignInRules.objects.filter(pk=_ONLY).first()
    return rules is None or rules.operators_may_enter


@transaction.atomic
def let_operators_in(*, allowed: bool, by: User) -> SignInRules:
    """Let Бурмистр's operators in to help, or keep them out from now on."""
    SignInRules.objects.get_or_create(pk=_ONLY)
    rules = SignInRules.objects.select_for_update().get(pk=_ONLY)
    if rules.operators_may_enter == allowed:
        return rules
    rules.operators_may_enter = allowed
    rules.save(update_fields=["operators_may_enter"])
    changes = {"operators_may_enter": [not allowed, allowed]}
    record(action="company.change_sign_in_rules", obj=rules, by=by, changes=changes)
    return rules


@transaction.atomic
def change(*, second_factor_roles: Collection[Role], by: User) -> SignInRules:
    """Ask exactly these roles to sign in with a code; who is signed in without one is led to set it up at once.

    Raises DomainError if that would be the first to happen to `by` himself.
    """
    wanted = [role for role in Role if role in second_factor_roles]
    if Access.objects.filter(user=by, role__in=wanted).exists() and not second_factor.is_on(by):
        raise DomainError(
            "Сначала включите вход с кодом у себя: нажмите на своё имя внизу слева.", field="second_factor_roles"
        )
    SignInRules.objects.get_or_create(pk=_ONLY)
    rules = SignInRules.objects.select_for_update().get(pk=_ONLY)
    before = [role for role in Role if role in rules.second_factor_roles]
    if before == wanted:
        return rules
    rules.second_factor_roles = wanted
    rules.save()
    changed = set(before) ^ set(wanted)
    second_factor.ask_again(Access.objects.filter(role__in=changed).values_list("user_id", flat=True))
    labels = [", ".join(role.label for role in roles) for roles in (before, wanted)]
    record(action="company.change_sign_in_rules", obj=rules, by=by, changes={"second_factor_roles": labels})
    return rules


def requires_second_factor(user: User) -> bool:
    """The answer that this package registers with `identity`. One query for the rules, one more if there are any."""
    if on_platform() or not (roles := second_factor_roles()):
        return False
    return Access.objects.filter(user=user, role__in=roles).exists()
