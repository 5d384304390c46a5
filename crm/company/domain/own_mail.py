"""The acts of a company with the address of its letters: each in the journal, a loss and what was awaited in a letter.

What is proved and who holds a domain stands in `public` (`notifications.domain.mail_domains`).
"""

from django.db import transaction

from crm.company.rights import MANAGE_MAIL
from crm.journal.domain.entries import write
from crm.rights.domain.people import who_may
from identity.channels import Channel
from identity.models import User
from notifications.domain import letters, mail_domains
from notifications.domain.mail_domains import Outcome
from notifications.models import MailDomain
from tenants.context import current_tenant, office_url, speaking_for
from tenants.domain.own_domains import as_people_write
from tenants.enums import DnsAnswer

_TYPE = "notifications.maildomain"
_ACTS = {
    "proved": "prove_mail_domain", "back": "prove_mail_domain", "lost": "lose_mail_domain", "renewed": "take_mail_key"
}  # fmt: skip


def current() -> MailDomain | None:
    """The current company's own."""
    return mail_domains.domain_of(current_tenant())


@transaction.atomic
def name_sender(*, typed: str, by: User) -> MailDomain:
    """Name the address from which letters are to go. Raises DomainError as `mail_domains.claim` does."""
    before = current()
    named = mail_domains.claim(current_tenant(), typed=typed)
    was = before.shown if before else ""
    if was != named.shown:
        _write("name_sender", named, by=by, sender=[was, named.shown])
    return named


def check(domain: MailDomain, *, by: User | None) -> Outcome:
    """Ask DNS about the domain and do what follows: what has changed is in the journal.

    If another company holds it, its record is asked about first: the domain may have changed hands since the night.
    """
    outcome = mail_domains.check(domain)
    holder = mail_domains.holder_of(outcome.domain) if outcome.domain.answer == DnsAnswer.HELD else None
    if holder:
        with speaking_for(holder.tenant):
            is_free = "lost" in check(holder, by=None).became
        outcome = mail_domains.check(domain) if is_free else outcome
    for one in outcome.became:
        _write(_ACTS[one], outcome.domain, by=by)
        if one == "lost" or (by is None and one in _SUBJECTS):
            _tell(outcome.domain, one)
    return outcome


@transaction.atomic
def change_key(domain: MailDomain, *, by: User) -> MailDomain:
    """Make a new key; the old one signs until DNS shows it."""
    domain = mail_domains.change_key(domain)
    _write("change_mail_key", domain, by=by)
    return domain


@transaction.atomic
def give_up(domain: MailDomain, *, by: User) -> None:
    """Write from Бурмистр's address again."""
    mail_domains.give_up(domain)
    _write("give_up_sender", domain, by=by)


def _write(act: str, domain: MailDomain, *, by: User | None, sender: list[str] | None = None) -> None:
    write(
        action=f"company.{act}", object_type=_TYPE, object_id="", object_text=domain.shown, by=by,
        changes={"sender": sender} if sender else None,
    )  # fmt: skip


_SUBJECTS = {
    "lost": "Письма компании уходят с адреса «Бурмистра»: пропала запись в DNS",
    "proved": "Письма компании уходят с {address}",
    "back": "Письма компании снова уходят с {address}",
}


def _tell(domain: MailDomain, what: str) -> None:
    """One letter to each who keeps the address."""
    tenant = current_tenant()
    told = {
        "what": what, "address": domain.shown, "host": as_people_write(domain.host),
        "company": tenant.short_name, "page": f"{office_url(tenant)}/crm/company/mail/",
    }  # fmt: skip
    for user in who_may(MANAGE_MAIL, channel=Channel.COMPUTER):
        letters.write(
            template="own_mail", to=user.email, subject=_SUBJECTS[what].format(address=told["address"]),
            context={"person": user, **told},
        )  # fmt: skip
