"""A company's own domain: claimed, proved by DNS, made a host of the company, given up.

Who holds a host is settled by `Domain.domain`, which is unique, and who proved it by a constraint on the claims. A
domain that another company has is given only to whoever proves it after the record of the other one has vanished.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tenants import dns
from tenants.context import home_host
from tenants.enums import DnsAnswer
from tenants.errors import DomainError
from tenants.models import Domain, DomainClaim, Tenant
from tenants.suffixes import is_public

MOST = 5  # claims of a company
OFTEN, OFTEN_FOR = timedelta(minutes=10), timedelta(days=3)  # a new claim is asked about so often, for so long
DAILY, WAITS = timedelta(hours=23), timedelta(days=60)  # then daily; one that is never proved, for so long
GRACE = timedelta(days=14)  # a domain stays on without its record
AT_ONCE = 500  # claims that one look takes up
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_NO_HOST = "Это не похоже на домен. Нужно имя вроде uk-uyut.ru или ук-уют.рф, без http и без пути."


@dataclass(frozen=True)
class Outcome:
    """What a look at DNS came to. `became`: proved, taken, lost, back, released, or astray (the site's own address
    leads elsewhere from now on); empty if nothing changed.
    """

    claim: DomainClaim
    became: str = ""
    former: Tenant | None = None  # from whom it was taken


def as_people_write(host: str) -> str:
    """xn--80a… → ук-уют.рф."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def read_host(text: str) -> tuple[str, bool]:
    """The bare host in ASCII, and whether it was written with `www.`. Raises DomainError if it is none."""
    host = text.strip().lower()
    host = re.sub(r"^[a-z]+://", "", host).split("/")[0].removesuffix(".")
    try:
        host = host.encode("idna").decode() if host else ""
    except UnicodeError:
        raise DomainError(_NO_HOST, field="host") from None
    with_www = host.startswith("www.")
    host = host.removeprefix("www.")
    labels = host.split(".")
    if len(host) > 200 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise DomainError(_NO_HOST, field="host")
    return host, with_www


def is_the_platforms(host: str) -> bool:
    """True for the hosts of Бурмистр itself and all below them."""
    ours = {settings.PLATFORM_HOST, settings.TENANT_BASE_HOST}
    return any(host == own or host.endswith(f".{own}") for own in ours)


def claims_of(tenant: Tenant) -> QuerySet[DomainClaim]:
    """The company's claims, oldest first."""
    return DomainClaim.objects.filter(tenant=tenant).order_by("pk")


@transaction.atomic
def claim(tenant: Tenant, *, typed: str) -> DomainClaim:
    """Take note that the company wants this domain; nothing is switched on before DNS confirms it.

    Raises DomainError for what is no domain, for public suffixes, the platform's own hosts, a domain that is another
    company's, and for too many.
    """
    host, with_www = read_host(typed)
    if is_public(host):
        raise DomainError("Такое имя никому не принадлежит целиком. Укажите свой домен: uk-uyut.ru.", field="host")
    if is_the_platforms(host):
        raise DomainError("Это адрес Бурмистра. Укажите домен, который купили вы.", field="host")
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    if claims_of(tenant).filter(host=host).exists():
        raise DomainError("Этот домен у вас уже указан: смотрите ниже.", field="host")
    if _holder(host, but=tenant) and not _may_be_taken(host, by=tenant):
        raise DomainError(
            "Этот домен подключён к сайту другой компании. Если теперь он ваш, удалите в DNS её запись TXT "
            f"{record_name(host)}: мы проверяем её каждый день. Когда она исчезнет, домен можно будет подключить.",
            field="host",
        )
    if claims_of(tenant).count() >= MOST:
        raise DomainError(f"Доменов уже {MOST}. Сначала уберите ненужный.", field="host")
    token = f"burmistr-{secrets.token_hex(16)}"
    return DomainClaim.objects.create(tenant=tenant, host=host, with_www=with_www, token=token)


def record_name(host: str) -> str:
    """Where the TXT record stands."""
    return f"_burmistr.{host}"


def canonical_of(claim: DomainClaim) -> str:
    """The host in the form in which the company wrote it; the other form redirects to it."""
    return f"www.{claim.host}" if claim.with_www else claim.host


def check(claim: DomainClaim) -> Outcome:
    """Ask DNS, then settle in one transaction what follows of it. Called with no transaction open: DNS may be slow."""
    try:
        found = dns.texts(record_name(claim.host))
        answer = _answer(found, claim.token)
        points_here = _points_here(claim)
    except dns.DnsAwayError:
        answer, points_here = DnsAnswer.AWAY, None
    try:
        return _settle(claim, answer, points_here=points_here)
    except IntegrityError:  # another company was first, in this very moment
        DomainClaim.objects.filter(pk=claim.pk).update(checked_at=timezone.now(), answer=DnsAnswer.HELD)
        claim.refresh_from_db()
        return Outcome(claim)


def due(now: datetime) -> list[DomainClaim]:
    """The claims to ask about now, those that wait longest first: new ones often, then all of them daily."""
    new = Q(proved_at=None, asked_at__gte=now - OFTEN_FOR) & (Q(checked_at=None) | Q(checked_at__lte=now - OFTEN))
    daily = Q(checked_at__lte=now - DAILY) & (Q(proved_at__isnull=False) | Q(asked_at__gte=now - WAITS))
    open_ones = DomainClaim.objects.filter(new | daily, tenant__moved_to="").select_related("tenant")
    return list(open_ones.order_by("checked_at", "pk")[:AT_ONCE])


@transaction.atomic
def make_primary(claim: DomainClaim) -> str:
    """From now on the site answers at this domain and the other hosts lead to it. Gives the host.

    Raises DomainError unless the domain is proved and leads to us.
    """
    claim = DomainClaim.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=claim.pk)
    if claim.proved_at is None or claim.lost_at is not None:
        raise DomainError("Сначала подтвердите домен записью TXT.")
    if not claim.points_here:
        raise DomainError(
            "Домен пока не ведёт к нам: жители увидели бы ошибку. Настройте адрес у регистратора и проверьте ещё раз."
        )
    return _lead_to(claim.tenant, canonical_of(claim))


@transaction.atomic
def back_home(tenant: Tenant) -> str:
    """The site answers at the platform's host again; own domains go on and lead to it. Gives the host."""
    return _lead_to(tenant, home_host(tenant))


@transaction.atomic
def give_up(claim: DomainClaim) -> None:
    """Forget a domain: its hosts are the company's no more, and a site that was there is at the platform's host."""
    claim = DomainClaim.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=claim.pk)
    _take_hosts_away(claim.tenant, claim.host)
    claim.delete()


def _answer(found: frozenset[str], token: str) -> DnsAnswer:
    if token in found:
        return DnsAnswer.FOUND
    return DnsAnswer.OTHER if any(text.startswith("burmistr-") for text in found) else DnsAnswer.ABSENT


def _points_here(claim: DomainClaim) -> bool:
    ours = frozenset(settings.PUBLIC_ADDRESSES) or dns.addresses(home_host(claim.tenant))
    found = dns.addresses(canonical_of(claim))
    return bool(found) and found <= ours


@transaction.atomic
def _settle(claim: DomainClaim, answer: DnsAnswer, *, points_here: bool | None) -> Outcome:
    claim = DomainClaim.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=claim.pk)
    claim.checked_at, claim.answer = timezone.now(), answer
    has_gone_astray = points_here is False and claim.points_here is True and _is_primary(claim)
    if points_here is not None:
        claim.points_here = points_here
    became, former = "", None
    if answer == DnsAnswer.FOUND and claim.proved_at is None:
        became, former = _prove(claim)
    elif answer == DnsAnswer.FOUND and claim.lost_at is not None:
        claim.lost_at, became = None, "back"
    elif answer in (DnsAnswer.ABSENT, DnsAnswer.OTHER) and claim.proved_at is not None:
        became = _miss(claim)
    if has_gone_astray and not became:
        became = "astray"
    claim.save()
    return Outcome(claim, became, former)


def _prove(claim: DomainClaim) -> tuple[str, Tenant | None]:
    holder = _holder(claim.host, but=claim.tenant)
    if holder is not None:
        if not _may_be_taken(claim.host, by=claim.tenant):
            claim.answer = DnsAnswer.HELD
            return "", None
        DomainClaim.objects.filter(tenant=holder, host=claim.host).update(proved_at=None, lost_at=None)
        _take_hosts_away(holder, claim.host)
    claim.proved_at = claim.checked_at
    for host in _forms(claim.host):
        Domain.objects.get_or_create(domain=host, tenant=claim.tenant, defaults={"is_primary": False})
    return ("taken" if holder else "proved"), holder


def _miss(claim: DomainClaim) -> str:
    now = timezone.now()
    if claim.lost_at is None:
        claim.lost_at = now
        return "lost"
    if now - claim.lost_at < GRACE:
        return ""
    _take_hosts_away(claim.tenant, claim.host)
    claim.proved_at = claim.lost_at = None
    return "released"


def _is_primary(claim: DomainClaim) -> bool:
    return Domain.objects.filter(tenant=claim.tenant, domain=canonical_of(claim), is_primary=True).exists()


def _forms(host: str) -> tuple[str, str]:
    return host, f"www.{host}"


def _holder(host: str, *, but: Tenant) -> Tenant | None:
    held = Domain.objects.filter(domain__in=_forms(host)).exclude(tenant=but).select_related("tenant").first()
    return held.tenant if held else None


def _may_be_taken(host: str, *, by: Tenant) -> bool:
    """The holder's own record was seen to be gone; one who never proved it (brought by an archive) keeps it."""
    return DomainClaim.objects.filter(host=host, lost_at__isnull=False).exclude(tenant=by).exists()


def _lead_to(tenant: Tenant, host: str) -> str:
    domain = Domain.objects.filter(tenant=tenant, domain=host).first()
    if domain is None:
        raise DomainError("Этот адрес компании больше не принадлежит.")
    domain.is_primary = True
    domain.save()  # takes the mark from the other one
    return host


def _take_hosts_away(tenant: Tenant, host: str) -> None:
    gone = Domain.objects.filter(tenant=tenant, domain__in=_forms(host))
    if gone.filter(is_primary=True).exists():
        _lead_to(tenant, home_host(tenant))
    for domain in gone:  # one by one: each is told to every process
        domain.delete()
