"""The acts of a company with its domains: each in the journal, bad news in a letter."""

from django.db import transaction

from crm.journal.domain.entries import write
from crm.rights.domain.people import who_may
from identity.channels import Channel
from identity.models import User
from notifications.domain import letters
from sites_cms.own_domain.rights import MANAGE_DOMAIN
from tenants.context import current_tenant, host_of, office_url, speaking_for
from tenants.domain import own_domains
from tenants.domain.own_domains import GRACE, Outcome, as_people_write
from tenants.models import DomainClaim

_TYPE = "tenants.domainclaim"
_ACTS = {
    "proved": "prove_domain", "taken": "prove_domain", "lost": "lose_record", "back": "find_record",
    "released": "release_domain", "astray": "lose_address",
}  # fmt: skip


def claims() -> list[DomainClaim]:
    """The domains that the current company has named."""
    return list(own_domains.claims_of(current_tenant()).select_related("tenant"))


def find(pk: int) -> DomainClaim | None:
    """One of the current company's own; another company's answers as none."""
    return own_domains.claims_of(current_tenant()).select_related("tenant").filter(pk=pk).first()


@transaction.atomic
def claim(*, typed: str, by: User) -> DomainClaim:
    """Name a domain. Raises DomainError as `own_domains.claim` does."""
    made = own_domains.claim(current_tenant(), typed=typed)
    _write("claim_domain", made.host, by=by)
    return made


def check(claim: DomainClaim, *, by: User | None) -> Outcome:
    """Ask DNS about a domain and do what follows: what has changed is in the journal, bad news also in a letter."""
    outcome = own_domains.check(claim)
    if outcome.became:
        _write(_ACTS[outcome.became], outcome.claim.host, by=by)
    if outcome.former:
        with speaking_for(outcome.former):
            _write("hand_over_domain", outcome.claim.host, by=None)
            _tell(outcome.claim.host, "taken")
    if outcome.became in ("lost", "released", "astray"):
        _tell(outcome.claim.host, outcome.became)
    return outcome


@transaction.atomic
def choose(claim: DomainClaim, *, by: User) -> str:
    """Put the site at this domain. Raises DomainError as `own_domains.make_primary` does."""
    before = host_of(current_tenant())
    host = own_domains.make_primary(claim)
    _write("choose_address", host, by=by, address=[before, host])
    return host


@transaction.atomic
def go_home(*, by: User) -> str:
    """Put the site at the platform's host again."""
    before = host_of(current_tenant())
    host = own_domains.back_home(current_tenant())
    if before != host:
        _write("choose_address", host, by=by, address=[before, host])
    return host


@transaction.atomic
def give_up(claim: DomainClaim, *, by: User) -> None:
    """Forget a domain."""
    before = host_of(current_tenant())
    own_domains.give_up(claim)
    after = host_of(current_tenant())
    _write("give_up_domain", claim.host, by=by, address=[before, after] if before != after else None)


def _write(act: str, host: str, *, by: User | None, address: list[str] | None = None) -> None:
    changes = {"site_address": [as_people_write(one) for one in address]} if address else None
    write(
        action=f"site_domain.{act}", object_type=_TYPE, object_id="", object_text=as_people_write(host), by=by,
        changes=changes,
    )  # fmt: skip


_SUBJECTS = {
    "lost": "Домен {host}: пропала запись в DNS",
    "released": "Домен {host} отключён от сайта",
    "astray": "Домен {host} ведёт не к нам: сайт не открывается",
    "taken": "Домен {host} подключила другая компания",
}


def _tell(host: str, what: str) -> None:
    """One letter to each who keeps the domain."""
    tenant = current_tenant()
    told = {
        "what": what, "host": as_people_write(host), "record": own_domains.record_name(host), "days": GRACE.days,
        "company": tenant.short_name, "page": f"{office_url(tenant)}/crm/site/domain/",
    }  # fmt: skip
    for user in who_may(MANAGE_DOMAIN, channel=Channel.COMPUTER):
        letters.write(
            template="own_domain", to=user.email, subject=_SUBJECTS[what].format(host=told["host"]),
            context={"person": user, **told},
        )  # fmt: skip
