"""One-time passwords, their change, and the link for a forgotten one."""

import secrets

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from identity.models import User
from notifications.domain import letters
from tenants.context import base_url, current_tenant, on_platform

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
