"""Asking for letters about a house, agreeing to them, leaving."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crm.accounting.models import House
from crm.company.models import Profile
from identity.logins import normalise_login
from notifications.domain import letters
from sites_cms.houses import links
from sites_cms.houses.consent import CURRENT
from sites_cms.houses.domain.states import states_at
from sites_cms.houses.models import Subscription
from tenants.context import current_tenant
from tenants.errors import DomainError

MOST_HOUSES = 20  # of one address
FORGET_AFTER = links.CONFIRM_WITHIN + timedelta(days=1)


@transaction.atomic
def ask(*, house: House, email: str) -> None:
    """Send the letter by which the owner of the address agrees. Nothing is sent to whoever is subscribed already.

    The text on the screen is `consent.CURRENT`. Raises DomainError if one address wants too many houses.
    """
    email = normalise_login(email)
    others = Subscription.objects.filter(email=email).exclude(house=house)
    if others.count() >= MOST_HOUSES:
        raise DomainError(f"На один адрес — не больше {MOST_HOUSES} домов.", field="email")
    subscription, _ = Subscription.objects.select_for_update().get_or_create(
        house=house, email=email, defaults={"text_version": CURRENT}
    )
    if subscription.confirmed_at is not None:
        return
    if subscription.text_version != CURRENT:
        subscription.text_version = CURRENT
        subscription.save(update_fields=["text_version"])
    letters.write(
        template="house_confirm", to=email, subject="Подтвердите подписку на письма об отключениях",
        context={**_around(), "house": house, "page": links.confirm_url(subscription)},
    )  # fmt: skip


@transaction.atomic
def confirm(subscription: Subscription) -> Subscription:
    """The owner of the address agrees: the consent is that of this moment. Raises LinkDead the second time.

    What goes on now was on the page that was just read: it is not told again.
    """
    found = _locked(subscription)
    if found.confirmed_at is not None:
        raise links.LinkDead
    found.confirmed_at, found.told = timezone.now(), states_at(found.house)
    found.save(update_fields=["confirmed_at", "told"])
    return found


@transaction.atomic
def leave(subscription: Subscription) -> None:
    """The address is erased at once; when the consent was given and taken back stays. Raises LinkDead if it was."""
    found = _locked(subscription)
    _erase(found)


@transaction.atomic
def erase(numbers: Collection[int]) -> None:
    """The addresses of these subscriptions go (152-ФЗ, ст. 21)."""
    for found in Subscription.objects.select_for_update().filter(pk__in=numbers).exclude(email="").order_by("pk"):
        _erase(found)


def forget_unconfirmed() -> int:
    """Addresses that nobody confirmed are deleted once their link is dead. How many."""
    deleted, _ = Subscription.objects.filter(
        confirmed_at=None, ended_at=None, asked_at__lt=timezone.now() - FORGET_AFTER
    ).delete()
    return deleted


def _erase(found: Subscription) -> None:
    found.email, found.ended_at, found.told = "", timezone.now(), {}
    found.save(update_fields=["email", "ended_at", "told"])


def _locked(subscription: Subscription) -> Subscription:
    found = Subscription.objects.select_for_update(of=("self",)).select_related("house").filter(pk=subscription.pk)
    one = found.exclude(email="").first()
    if one is None:
        raise links.LinkDead
    return one


def _around() -> dict[str, object]:
    return {"company": current_tenant().short_name, "phone": Profile.objects.get().emergency_phone}
