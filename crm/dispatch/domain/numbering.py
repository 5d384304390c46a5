"""Numbers of requests and calls: one row without gaps, from the one set in «Компания» (manual, section 6, 1)."""

from django.db.models import F, Max

from crm.company.models import Profile
from crm.dispatch.models import Caller


def next_number() -> int:
    """The next number, counted on in the company's profile.

    The profile's row stays locked until the transaction ends: two dispatchers and a program get different numbers, and
    a number whose transaction fails is given out again. To be called inside the transaction that uses it.
    """
    Profile.objects.update(next_request_number=F("next_request_number") + 1)
    return int(Profile.objects.values_list("next_request_number", flat=True).get()) - 1


def largest() -> int:
    """The largest number that was given out; 0 before the first."""
    return Caller.objects.aggregate(largest=Max("number"))["largest"] or 0
