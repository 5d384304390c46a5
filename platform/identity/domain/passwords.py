"""One-time passwords, their change, and the link for a forgotten one."""

import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from identity.domain import lockout, notices, sessions
from identity.events import password_changed
from identity.models import User
from identity.origin import current_origin
from notifications.domain import letters
from tenants.context import base_url, current_tenant, on_platform

# Without signs that people mix up when they type from paper: 0 O o, 1 l I.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def make_one_time_password() -> str:
    """A random password of 80 bits in groups that are easy to type: "k7wm-e2xa-…"."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


@transaction.atomic
def give_one_time_password(user: User, *, by: User | None = None) -> str:
    """Set a new random password that must be changed at the next sign-in, and return it. It is kept nowhere.

    The person is signed out everywhere. Whoever gives it writes the letter with it.
    """
    password = make_one_time_password()
    _set(user, password=password, must_change=True, by=by)
    return password


@transaction.atomic
def change_password(user: User, *, password: str, by: User | None = None, except_key: str | None = None) -> None:
    """Set the person's own password, end all other sessions, and write a letter about it.

    `by` is None for the link of a letter, `except_key` the session that goes on. Raises ValidationError with Russian
    messages if the password is too weak.
    """
    validate_password(password, user)
    was_one_time = user.must_change_password
    _set(user, password=password, must_change=False, by=by, except_key=except_key)
    if not was_one_time:  # that one has just come by letter
        notices.write(user, template="password_changed", subject="Пароль изменён", origin=current_origin())


def _set(user: User, *, password: str, must_change: bool, by: User | None, except_key: str | None = None) -> None:
    user.set_password(password)
    user.must_change_password = must_change
    user.save(update_fields=["password", "must_change_password"])
    sessions.sign_out_everywhere(user, except_key=except_key)
    lockout.forgive(user)
    password_changed.send(sender=User, user=user, by=by)


def send_link(user: User) -> None:
    """E-mail a link under which the person of the current schema sets a new password."""
    tenant = None if on_platform() else current_tenant()
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        urlconf=settings.ROOT_URLCONF if tenant else settings.PUBLIC_SCHEMA_URLCONF,
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    company = tenant.short_name if tenant else "Бурмистр"
    letters.write(
        template="password_link",
        to=user.email,
        subject=f"Новый пароль: {company}",
        context={
            "person": user,
            "company": company,
            "link": f"{base_url(tenant)}{path}",
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        },
    )
