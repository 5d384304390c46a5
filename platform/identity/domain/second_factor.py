"""«Вход с кодом»: an app on the phone tells a code that changes every half a minute, and ten codes for a rainy day.

Kept, checked and throttled by django-otp.
"""

import re
import secrets
from base64 import b32encode
from collections.abc import Callable, Collection
from urllib.parse import quote, urlencode

import segno
from django.db import transaction
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from identity.domain import notices, sessions
from identity.domain.passwords import ALPHABET
from identity.events import second_factor_changed
from identity.models import Session, User
from identity.origin import current_origin
from tenants.context import current_tenant, on_platform
from tenants.errors import DomainError

CODES, _CODE_LENGTH = 10, 10
_FROM_APP = re.compile(r"\d{6}")
_WRONG = "Код не подошёл. Проверьте, что время на телефоне точное, и введите новый код."

Question = Callable[[User], bool]
_questions: list[Question] = []


def ask(question: Question) -> None:
    """Register who answers whether a person must have a second factor; called from `AppConfig.ready`."""
    if question not in _questions:
        _questions.append(question)


def is_required(user: User) -> bool:
    """True if somebody asks for a second factor of this person."""
    return any(question(user) for question in _questions)


def is_on(user: User) -> bool:
    """True if the person signs in with a code. One query."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def must_set_up(user: User) -> bool:
    """True if the person has no second factor and must have one."""
    return is_required(user) and not is_on(user)


def ask_again(people: Collection[int]) -> None:
    """What is required has changed: everybody of these who is signed in is asked at the next click."""
    for user in User.objects.filter(pk__in=people, sessions__isnull=False).distinct():
        Session.objects.filter(user=user).update(must_set_up=must_set_up(user))


@transaction.atomic
def begin(user: User) -> TOTPDevice:
    """The key that the person is about to put into the app; the same until it is confirmed."""
    User.objects.select_for_update().get(pk=user.pk)
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return device or TOTPDevice.objects.create(user=user, confirmed=False, name="приложение")


def key_of(device: TOTPDevice) -> str:
    """The key as it is typed by hand, in groups of four."""
    return " ".join(re.findall(".{1,4}", b32encode(device.bin_key).decode().rstrip("=")))


def picture_of(device: TOTPDevice) -> SafeString:
    """The key as a QR code, drawn into the page."""
    company = "Бурмистр" if on_platform() else current_tenant().short_name
    label = quote(device.user.email)
    query = urlencode({"secret": b32encode(device.bin_key).decode().rstrip("="), "issuer": company}, quote_via=quote)
    picture = segno.make(f"otpauth://totp/{label}?{query}", error="m", micro=False)
    return mark_safe(picture.svg_inline(scale=5, light="#fff", svgclass="qr", omitsize=True))  # noqa: S308  segno's own


def confirm(user: User, *, code: str, except_key: str | None = None) -> list[str]:
    """Switch the second factor on if the code is of the new key; the recovery codes, which are told this once.

    Every other session of the person ends. Raises DomainError for a wrong code.
    """
    device = begin(user)
    _check(device, code)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        codes = _renew_codes(user)
        sessions.sign_out_everywhere(user, except_key=except_key)
        Session.objects.filter(user=user).update(must_set_up=False)
        _tell(user, by=user, is_on=True)
    return codes


@transaction.atomic
def new_codes(user: User) -> list[str]:
    """Other recovery codes instead of those that are left. Raises DomainError without a second factor."""
    if not is_on(user):
        raise DomainError("Вход с кодом выключен: коды восстановления не нужны.")
    return _renew_codes(user)


def codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def switch_off(user: User) -> None:
    """The person signs in by password alone again. Raises DomainError if the company asks for a code."""
    if is_required(user):
        raise DomainError("Компания просит входить с кодом: выключить его нельзя. Можно сменить телефон.")
    if _forget(user):
        _tell(user, by=user, is_on=False)


@transaction.atomic
def reset(user: User, *, by: User) -> None:
    """Take a colleague's second factor away, who has lost the phone; signs him out everywhere.

    Whether `by` may do so is asked by the caller. Raises DomainError if there is none.
    """
    if not _forget(user):
        raise DomainError("У этого человека вход с кодом не включён.")
    sessions.sign_out_everywhere(user)
    _tell(user, by=by, is_on=False)


def verify(user: User, *, code: str) -> None:
    """Take a code of the app or a recovery code, each once. Raises DomainError if it does not fit, or too often.

    Not to be called within a transaction that the error would undo: the wrong code has to be counted.
    """
    kind = TOTPDevice if _FROM_APP.fullmatch(_plain(code)) else StaticDevice
    device = kind.objects.filter(user=user, confirmed=True).first()
    if device is None:
        raise DomainError(_WRONG, field="code")
    _check(device, code)


def _check(device: TOTPDevice | StaticDevice, code: str) -> None:
    allowed, why = device.verify_is_allowed()
    if not allowed:
        seconds = max(1, int((why["locked_until"] - timezone.now()).total_seconds()) + 1)
        wait = f"{seconds} с" if seconds < 120 else f"{seconds // 60} мин"
        raise DomainError(f"Слишком много неверных кодов подряд. Попробуйте через {wait}.", field="code")
    if not verify_token(device.user, device.persistent_id, _plain(code)):
        raise DomainError(_WRONG, field="code")


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def _renew_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="коды восстановления")
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _forget(user: User) -> bool:
    was_on = is_on(user)
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).delete()
    return was_on


def _tell(user: User, *, by: User, is_on: bool) -> None:
    second_factor_changed.send(sender=User, user=user, by=by, is_on=is_on)
    notices.write(
        user,
        template="second_factor",
        subject="Вход с кодом включён" if is_on else "Вход с кодом выключен",
        origin=current_origin(),
        is_on=is_on,
        by=None if by.pk == user.pk else by,
    )
