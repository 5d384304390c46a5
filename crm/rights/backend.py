from typing import Any

from django.contrib.auth.backends import BaseBackend

from crm.rights.domain.access import permissions_of
from identity.models import User
from tenants.context import on_platform


class RightsBackend(BaseBackend):
    """Answers Django's and Wagtail's permission questions for staff from the registry of actions."""

    def get_all_permissions(self, user_obj: User, obj: Any = None) -> set[str]:  # type: ignore[override]  # our User
        if on_platform() or not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return set(permissions_of(user_obj))

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:  # type: ignore[override]  # our User
        if on_platform() or not user_obj.is_active or user_obj.is_anonymous:
            return False
        return perm in permissions_of(user_obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
