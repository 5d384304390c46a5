"""Addresses for the sites of new companies: «УК Уют» → uyut."""

import re

from tenants.errors import DomainError
from tenants.latin import transliterate
from tenants.models import Domain, Tenant

MAX_LENGTH = 40
# Hosts that we need ourselves, or that a person could take for ours.
RESERVED = frozenset(
    {
        "account", "accounts", "admin", "api", "app", "apps", "autoconfig", "autodiscover", "beta", "billing", "blog",
        "burmistr", "cabinet", "cdn", "chat", "crm", "demo", "dev", "dns", "docs", "email", "files", "ftp", "gis",
        "help", "host", "imap", "info", "kabinet", "kv", "kvartira", "lk", "localhost", "login", "mail", "media", "mx",
        "news", "ns", "ns1", "ns2", "operator", "pay", "payment", "platform", "pop", "pop3", "postmaster", "public",
        "root", "sms", "smtp", "static", "status", "support", "test", "uk", "www",
    }
)  # fmt: skip
_FORMS = re.compile(
    r"\b(управляющая компания|управляющая организация|товарищество собственников (?:жилья|недвижимости)|"
    r"жилищно-строительный кооператив|общество с ограниченной ответственностью|"
    r"ооо|оао|зао|пао|ао|муп|гуп|ук|уо|тсж|тсн|жск)\b"
)


def propose(name: str) -> str:
    """A free address for a company of this name, without its legal form; a taken one gets a number.

    A name that leaves nothing usable («ТСЖ № 15») keeps its form: tszh-15.
    """
    bare = transliterate(_FORMS.sub(" ", name.casefold()))
    base = bare if bare[:1].isalpha() and len(bare) >= 3 else transliterate(name)
    if not base[:1].isalpha() or len(base) < 3:
        base = f"dom-{base}".strip("-")
    base = base[: MAX_LENGTH - 4].rstrip("-")
    taken = _taken_like(base)
    number, slug = 1, base
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{base}-{number}"
    return slug


def refuse_unusable(slug: str) -> None:
    """Raise DomainError if the address is kept for ourselves or is another company's. Its shape the model checks."""
    if slug in RESERVED:
        raise DomainError(f"Адрес «{slug}» занят самим сервисом: выберите другой.", field="slug")
    if slug in _taken_like(slug):
        raise DomainError(
            f"Адрес «{slug}» уже у другой компании: выберите другой, например {propose(slug)}.", field="slug"
        )


def _taken_like(base: str) -> set[str]:
    slugs = set(Tenant.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    hosts = Domain.objects.filter(domain__startswith=base).values_list("domain", flat=True)
    return slugs | {host.partition(".")[0] for host in hosts}
