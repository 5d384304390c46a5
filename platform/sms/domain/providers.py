"""Providers as the operator keeps them, and the clients made of them."""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from sms import gateways
from sms.enums import Medium, ProviderKind
from sms.gateways.base import Access, Gateway, NotSentError, UnknownResultError
from sms.models import Provider
from sms.tasks import ask_balances_soon
from tenants.context import base_url
from tenants.errors import DomainError
from tenants.secrets import Secret

_PAUSE = timedelta(minutes=2)
_LONG_PAUSE = timedelta(minutes=30)  # a wrong key and an empty account do not pass by themselves


@transaction.atomic
def save_provider(
    provider: Provider, *, kind: str, name: str, position: int, is_on: bool, login: str, secret: str, sender: str,
    charges_undelivered: bool, address: str = "", system_type: str = "", per_second: int = 10,
    viber_price: Decimal | None = None,
) -> Provider:  # fmt: skip
    """Add or change a provider. An empty `secret` keeps the one that is there: it is never shown again.

    `address`, `system_type` and `per_second` are of SMPP. Raises DomainError for one that is to send and cannot, for
    want of a key, a login or an address, and for the one that carries nothing where the installation is a real one.
    """
    provider.kind, provider.name, provider.position = kind, name.strip(), position
    provider.login, provider.sender, provider.charges_undelivered = login.strip(), sender.strip(), charges_undelivered
    provider.address, provider.system_type, provider.per_second = address.strip(), system_type.strip(), per_second
    if viber_price is not None and kind not in (ProviderKind.SMSC, ProviderKind.NOWHERE):
        raise DomainError("Viber идёт только через SMSC.ru: уберите цену.", field="viber_price")
    provider.viber_price = viber_price
    if kind == ProviderKind.SMPP:
        _refuse_wrong_address(provider.address)
    if secret.strip():
        provider.secret = Secret.of(secret.strip())
    if kind == ProviderKind.NOWHERE and settings.SITE_SCHEME == "https":
        raise DomainError("Проверочный сервис берёт деньги и ничего не отправляет: здесь он не нужен.", field="kind")
    if is_on and kind != ProviderKind.NOWHERE and not provider.secret:
        raise DomainError("Без пароля или ключа сервис ничего не примет.", field="secret")
    if is_on and kind in (ProviderKind.SMSC, ProviderKind.SMPP) and not provider.login:
        raise DomainError(f"У {ProviderKind(kind).label} есть логин: впишите его.", field="login")
    provider.is_on, provider.paused_until, provider.trouble = is_on, None, ""
    provider.save()
    if is_on:
        transaction.on_commit(ask_balances_soon)
    return provider


def working(medium: Medium = Medium.SMS) -> list[Provider]:
    """Those that are on, carry this and are not left alone for now, in their order."""
    rested = Q(paused_until=None) | Q(paused_until__lte=timezone.now())
    found = Provider.objects.filter(rested, is_on=True)
    return list(found.filter(viber_price__isnull=False) if medium == Medium.VIBER else found)


def client_of(provider: Provider) -> Gateway:
    """The client that speaks with a provider."""
    access = Access(
        address=settings.SMS_ADDRESSES.get(provider.kind) or provider.address,
        login=provider.login,
        secret=provider.secret.open(),
        sender=provider.sender,
        callback_secret=callback_secret(provider.pk),
        system_type=provider.system_type,
        per_second=provider.per_second,
    )
    return gateways.gateway(provider.kind, access)


def leave_alone(provider: Provider, error: NotSentError) -> None:
    """Ask others for a while: this one has just said why it cannot."""
    until = timezone.now() + (_LONG_PAUSE if error.is_lasting else _PAUSE)
    Provider.objects.filter(pk=provider.pk).update(paused_until=until, trouble=str(error)[:300])


def _refuse_wrong_address(address: str) -> None:
    try:
        where = urlsplit(address)
        is_right = where.scheme in ("smpp", "smpps") and bool(where.hostname) and where.port is not None
    except ValueError:  # a port that is no port
        is_right = False
    if not is_right:
        raise DomainError("Адрес SMPP пишется так: smpp://узел:порт или smpps://узел:порт.", field="address")


def callback_secret(number: int) -> str:
    """The word by which a provider's reports are known: a part of the address, and what SMSC.ru signs with."""
    return salted_hmac("sms.callback", str(number), algorithm="sha256").hexdigest()[:40]


def callback_url(provider: Provider) -> str:
    """What the operator copies into the provider's cabinet."""
    return f"{base_url()}/sms/reports/{provider.pk}/{callback_secret(provider.pk)}/"


def provider_by_callback(number: int, secret: str) -> Provider | None:
    """Whose address of reports this is; None if it is nobody's."""
    if not constant_time_compare(callback_secret(number), secret):
        return None
    return Provider.objects.filter(pk=number).first()


def ask_balances() -> None:
    """Ask each provider that is on what we have there; one that does not answer keeps the old figure."""
    for provider in Provider.objects.filter(is_on=True):
        try:
            balance = client_of(provider).balance()
        except (NotSentError, UnknownResultError, DomainError) as error:
            Provider.objects.filter(pk=provider.pk).update(trouble=f"Баланс не узнать: {error}"[:300])
        else:
            Provider.objects.filter(pk=provider.pk).update(balance=balance, balance_at=timezone.now(), trouble="")
