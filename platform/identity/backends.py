"""Sign-in by e-mail or by mobile phone."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from identity.logins import normalise_login
from identity.models import User


class SignInBackend(ModelBackend):
    """Find the person by e-mail or phone in the current schema and check the password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        login = username or kwargs.get(User.USERNAME_FIELD)
        if not login or password is None:
            return None
        user = find_by_login(login)
        if user is None:
            make_password(password)  # costs as much as a check, so that an unknown login is not told by time
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


def find_by_login(login: str) -> User | None:
    """The user with this e-mail or phone in the current schema, or None."""
    login = normalise_login(login)
    field = "email" if "@" in login else "phone"
    return User.objects.filter(**{field: login}).first() if login else None
