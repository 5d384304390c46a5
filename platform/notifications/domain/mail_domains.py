"""A company's address for its letters: named, proved by its key in DNS, lost without it, given a new key, given up.

A record that has vanished counts at once, not after some days as with a site's domain: receivers refuse a letter whose
signature they cannot check where the domain asks for it (DMARC), and refused letters are lost. Ours arrive.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications.domain import mail_records
from notifications.domain.mail_keys import new_key
from notifications.domain.mail_records import DKIM, NEXT, Look
from notifications.models import MailDomain
from tenants.domain.own_domains import AT_ONCE, DAILY, OFTEN, OFTEN_FOR, WAITS, is_the_platforms, read_host
from tenants.enums import OPEN, DnsAnswer, State
from tenants.errors import DomainError
from tenants.models import Tenant
from tenants.secrets import Secret
from tenants.suffixes import is_public

# Whoever has a box there has no say in the domain's DNS.
_SERVICES = frozenset(
    {
        "mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru", "xmail.ru", "vk.com", "yandex.ru", "yandex.com",
        "ya.ru", "rambler.ru", "lenta.ru", "gmail.com", "outlook.com", "hotmail.com", "icloud.com",
    }
)  # fmt: skip
_NO_ADDRESS = "Это не похоже на адрес почты. Нужен адрес вроде info@uk-uyut.ru: до знака @ латинские буквы и цифры."


@dataclass(frozen=True)
class Outcome:
    """What a look at DNS came to. `became`: proved, back, lost, renewed (the next key has taken over)."""

    domain: MailDomain
    became: tuple[str, ...] = ()


def domain_of(tenant: Tenant) -> MailDomain | None:
    """The company's own, proved or not."""
    return MailDomain.objects.select_related("tenant").filter(tenant=tenant).first()


def proved_of(schema_name: str) -> MailDomain | None:
    """The one by which the company of a schema may send in this very moment."""
    return _of_open().filter(tenant__schema_name=schema_name, proved_at__isnull=False).first()


def holder_of(domain: MailDomain) -> MailDomain | None:
    """Another company's that has proved the same domain."""
    proved = MailDomain.objects.filter(host=domain.host, proved_at__isnull=False)
    return proved.exclude(pk=domain.pk).select_related("tenant").first()


def read_address(typed: str) -> tuple[str, str]:
    """The part before the @ and the domain in ASCII. Raises DomainError if it is no address."""
    mailbox, _, typed_host = typed.strip().rpartition("@")
    try:
        host, with_www = read_host(typed_host)
        validate_email(f"{mailbox}@{host}")
    except (DomainError, ValidationError):
        raise DomainError(_NO_ADDRESS, field="address") from None
    if with_www or not mailbox.isascii() or '"' in mailbox or len(mailbox) > 64:
        raise DomainError(_NO_ADDRESS, field="address")
    return mailbox, host


@transaction.atomic
def claim(tenant: Tenant, *, typed: str) -> MailDomain:
    """Take note from which address the company wants to write; nothing is sent from it before DNS shows its key.

    Another address of the same domain keeps key and proof, another domain begins anew. Raises DomainError for what is
    no address, for a mail service that is everybody's and for the platform's own hosts.
    """
    mailbox, host = read_address(typed)
    if host in _SERVICES or is_public(host):
        raise DomainError(
            f"Ящики на {host} есть у всех, подписывать их письма может только сам сервис. Нужен адрес на своём домене: "
            "info@uk-uyut.ru.",
            field="address",
        )
    if is_the_platforms(host) or host == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower():
        raise DomainError("Это домен Бурмистра. Укажите адрес на своём домене.", field="address")
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    domain = domain_of(tenant)
    if domain and domain.host == host:
        domain.mailbox = mailbox
        domain.save(update_fields=["mailbox"])
        return domain
    if domain:
        domain.delete()
    return MailDomain.objects.create(
        tenant=tenant, mailbox=mailbox, host=host, selector=_new_selector(), key=new_key(), asked_at=timezone.now()
    )


def check(domain: MailDomain) -> Outcome:
    """Ask DNS, then settle in one transaction what follows of it. Called with no transaction open: DNS may be slow."""
    seen = mail_records.look(domain)
    try:
        return _settle(domain, seen)
    except IntegrityError:  # another company was first, in this very moment
        MailDomain.objects.filter(pk=domain.pk).update(checked_at=timezone.now(), answer=DnsAnswer.HELD)
        return Outcome(MailDomain.objects.select_related("tenant").get(pk=domain.pk))


def due(now: datetime) -> list[MailDomain]:
    """Those to ask about now, those that wait longest first: what is awaited often, then all of them daily."""
    awaited = Q(proved_at=None) | ~Q(next_selector="")
    often = awaited & Q(asked_at__gte=now - OFTEN_FOR) & (Q(checked_at=None) | Q(checked_at__lte=now - OFTEN))
    daily = Q(checked_at__lte=now - DAILY) & (Q(proved_at__isnull=False) | Q(asked_at__gte=now - WAITS))
    return list(_of_open().filter(often | daily).order_by("checked_at", "pk")[:AT_ONCE])


@transaction.atomic
def change_key(domain: MailDomain) -> MailDomain:
    """Make a key that is to follow. The old one signs until DNS shows the new one, then it is erased.

    While nothing is proved there is nothing to follow: the new key takes the old one's place at once.
    """
    domain = _locked().get(pk=domain.pk)
    if domain.proved_at is None:
        domain.selector, domain.key = _new_selector(), new_key()
        domain.next_selector, domain.next_key = "", Secret()
        domain.answer, domain.seen = "", {}
    else:
        domain.next_selector, domain.next_key = _new_selector(), new_key()
    domain.asked_at = timezone.now()
    domain.save()
    return domain


@transaction.atomic
def give_up(domain: MailDomain) -> None:
    """Forget the address and its keys: letters go from our address again."""
    MailDomain.objects.filter(pk=domain.pk).delete()


def forget_departed() -> int:
    """Erase the keys of companies that have left: where they are now, they prove their domain anew. How many."""
    gone = MailDomain.objects.filter(~Q(tenant__moved_to="") | Q(tenant__state=State.ARCHIVED))
    return gone.delete()[0]


def _of_open() -> QuerySet[MailDomain]:
    return MailDomain.objects.select_related("tenant").filter(tenant__state__in=OPEN, tenant__moved_to="")


def _new_selector() -> str:
    """Never one that was used before: what DNS remembers of it would be another key's."""
    return f"burmistr-{secrets.token_hex(4)}"


def _locked() -> QuerySet[MailDomain]:
    return MailDomain.objects.select_for_update(of=("self",)).select_related("tenant")


def _asked_about(domain: MailDomain) -> tuple[str, str, str]:
    return domain.host, domain.selector, domain.next_selector


@transaction.atomic
def _settle(asked: MailDomain, seen: Mapping[str, Look]) -> Outcome:
    domain = _locked().filter(pk=asked.pk).first()
    if domain is None or _asked_about(domain) != _asked_about(asked):  # meanwhile it is about something else
        return Outcome(domain or asked)
    became: list[str] = []
    key, following = seen[DKIM], seen.get(NEXT)
    if following and following.answer == DnsAnswer.FOUND:
        became += _take_next(domain)
        key, following = following, None
    shown = {**seen, DKIM: key, NEXT: following}
    domain.seen = {code: [one.answer.value, list(one.texts)] for code, one in shown.items() if one}
    domain.checked_at, domain.answer = timezone.now(), key.answer
    if key.answer == DnsAnswer.FOUND and domain.proved_at is None:
        became += _prove(domain)
    elif key.answer in (DnsAnswer.ABSENT, DnsAnswer.OTHER) and domain.proved_at is not None:
        domain.proved_at, domain.lost_at = None, domain.checked_at
        domain.asked_at = domain.checked_at  # asked about often again
        became.append("lost")
    domain.save()
    return Outcome(domain, tuple(became))


def _take_next(domain: MailDomain) -> list[str]:
    domain.former_selector = domain.selector
    domain.selector, domain.key = domain.next_selector, domain.next_key
    domain.next_selector, domain.next_key = "", Secret()
    return ["renewed"]


def _prove(domain: MailDomain) -> list[str]:
    if holder_of(domain):
        domain.answer = DnsAnswer.HELD
        return []
    became = "back" if domain.lost_at else "proved"
    domain.proved_at, domain.lost_at = domain.checked_at, None
    return [became]
