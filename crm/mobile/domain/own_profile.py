"""What a person changes of himself on the phone."""

from django.db import transaction
from wagtail.users.models import UserProfile

from crm.journal.domain.entries import record
from identity.models import User
from tenants import time_zones
from tenants.context import current_tenant


@transaction.atomic
def choose_time_zone(user: User, *, zone: str) -> User:
    """Show all times to this person in a zone of Russia; "" follows the company's.

    Raises DomainError for a zone that is not in the list. Source: manual, section 6, «Настройка часового пояса».
    """
    if zone:
        time_zones.check(zone)
    user = User.objects.select_for_update().get(pk=user.pk)
    before = user.time_zone
    if before == zone:
        return user
    user.time_zone = zone
    user.save(update_fields=["time_zone"])
    profile = UserProfile.get_for_user(user)  # Wagtail's screens take the zone from there
    profile.current_time_zone = zone or current_tenant().time_zone
    profile.save(update_fields=["current_time_zone"])
    record(action="mobile.choose_time_zone", obj=user, by=user, changes={"time_zone": [before, zone]})
    return user
