from typing import Any

from django.contrib.auth.backends import BaseBackend

from crm.rights.domain import access, rows
from identity.models import User
from tenants.context import on_platform


class RightsBackend(BaseBackend):
    """Answers Django's and Wagtail's permission questions for staff from the registry of actions.

    Who (role and boxes), through what (the channel of the session), to which row: all three in one place.
    """

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:  # type: ignore[override]  # our User
        if not _is_known(user_obj):
            return set()
        return {permission for permission in access.granted(user_obj) if self.has_perm(user_obj, permission, obj)}

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:  # type: ignore[override]  # our User
        if not _is_known(user_obj) or access.extent(user_obj, perm) is None:
            return False
        return obj is None or rows.covers(obj, perm, user=user_obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return _is_known(user_obj) and any(perm.startswith(f"{app_label}.") for perm in access.granted(user_obj))


def _is_known(user: User) -> bool:
    return not on_platform() and user.is_active and not user.is_anonymous
