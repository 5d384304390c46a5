"""One-time passwords and their change."""

import secrets

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from identity.models import User

# Without signs that people mix up when they type from paper: 0 O o, 1 l I.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def make_one_time_password() -> str:
    """A random password of 80 bits in groups that are easy to type: "k7wm-e2xa-…"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


@transaction.atomic
def give_one_time_password(user: User) -> str:
    """Set a new random password that must be changed at the next sign-in, and return it. It is kept nowhere."""
    password = make_one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    return password


@transaction.atomic
def change_password(user: User, *, password: str) -> None:
    """Set the person's own password. Raises ValidationError with Russian messages if it is too weak."""
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
