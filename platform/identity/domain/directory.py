"""The directory for central sign-in filled again from a company's own people.

Day by day it follows `User.save`. Filling it again is for a company that came by an archive, for a new key, and for
whatever was written past us.
"""

from django.db import transaction

from identity.models import User
from tenants.domain import directory
from tenants.models import Tenant

_AT_ONCE = 500


def refill() -> int:
    """Bring the current company's part of the directory in step with its users; how many rows were changed.

    May run beside changes, be stopped anywhere and be repeated: it takes a few people at a time, lets nobody change
    them meanwhile, and writes nothing where nothing is to be changed.
    """
    return _add_who_is_here() + _drop_who_is_not()


def refill_for(_tenant: Tenant) -> None:
    """The same, for a company that has come by its archive; the connection is in its schema."""
    refill()


def _add_who_is_here() -> int:
    changed = last = 0
    more = True
    while more:
        with transaction.atomic():
            users = list(User.objects.select_for_update().filter(pk__gt=last).order_by("pk")[:_AT_ONCE])
            changed += directory.keep({user.pk: user.logins for user in users})
        more = len(users) == _AT_ONCE
        last = users[-1].pk if users else last
    return changed


def _drop_who_is_not() -> int:
    """The keys are read before the users: whoever comes meanwhile is not mistaken for one who has gone."""
    changed = last = 0
    while known := directory.people(after=last, limit=_AT_ONCE):
        there = set(User.objects.filter(pk__in=known).values_list("pk", flat=True))
        changed += directory.keep({person: [] for person in known if person not in there})
        last = known[-1]
    return changed
