"""What a person may do, and changing it."""

from django.contrib.auth.models import Group
from django.db import transaction

from crm.rights import registry
from crm.rights.enums import Role
from crm.rights.models import Access
from identity.models import User

SITE_EDITORS = "Редакторы сайта"  # Wagtail keeps rights to pages, images and documents by group
EDITS_SITE = "pages.edit_site"


def permissions_of(user: User) -> frozenset[str]:
    """Everything this employee may do, as action codes and the permissions they grant; empty for a resident.

    Costs one query for each user object, that is, one a request.
    """
    if not hasattr(user, "_permissions_by_rights"):
        access = Access.objects.filter(user_id=user.pk).first()
        codes = set(registry.preset(Role(access.role))) | set(access.given) if access else set()
        codes -= set(access.withheld) if access else set()
        permissions = registry.permissions_of(codes)
        if access:
            permissions |= {"wagtailadmin.access_admin"}
        user._permissions_by_rights = permissions  # type: ignore[attr-defined]  # kept on the object
    return user._permissions_by_rights  # type: ignore[attr-defined]  # kept on the object


@transaction.atomic
def give_role(user: User, *, role: Role) -> Access:
    """Make the person an employee with this role, or change the role; single additions and exceptions are dropped."""
    access, _ = Access.objects.update_or_create(user=user, defaults={"role": role, "given": [], "withheld": []})
    _sync_site_editors(user, may_edit=EDITS_SITE in registry.preset(role))
    if hasattr(user, "_permissions_by_rights"):
        del user._permissions_by_rights
    return access


def _sync_site_editors(user: User, *, may_edit: bool) -> None:
    editors, _ = Group.objects.get_or_create(name=SITE_EDITORS)
    if may_edit:
        user.groups.add(editors)
    else:
        user.groups.remove(editors)
