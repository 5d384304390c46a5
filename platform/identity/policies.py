"""Models whose rows come from domain functions: what is left to be done to them by hand on Wagtail's screens."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy


class LimitedPolicy(ModelPermissionPolicy):
    """The usual permissions, cut to the actions that the model allows to anybody."""

    def __init__(self, model: type[Model], *, allowed: Collection[str]) -> None:
        super().__init__(model)
        self.allowed = frozenset(allowed)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.allowed and bool(super().user_has_permission(user, action))


def allow_only(model: type[Model], *actions: str) -> None:
    """Let nobody do by hand anything but `actions` ("view", "add", "change", "delete") to the rows of the model."""
    register_permission_policy(model, LimitedPolicy(model, allowed=actions))
