"""Whom to ring: the company's emergency phone and its people."""

from django.db.models import Q, QuerySet

from crm.company.models import Employee, Profile
from identity.models import User
from identity.phones import Phone, phones


def emergency_phone() -> Phone | None:
    """The current tenant's dispatcher. Reads one column: it is asked when the rest of the row may not fit the code."""
    text = Profile.objects.values_list("emergency_phone", flat=True).first()
    return next(iter(phones(text or "")), None)


def position_of(user: User) -> str | None:
    """What the person is called in the staff list; None for one who is no employee."""
    return Employee.objects.filter(user_id=user.pk).values_list("position", flat=True).first()


def colleagues(sought: str = "") -> QuerySet[Employee]:
    """Employees who work here now, by name; every word of `sought` stands in the name or in the position."""
    found = Employee.objects.select_related("user").filter(user__is_active=True)
    for word in sought.split():
        found = found.filter(
            Q(user__last_name__icontains=word)
            | Q(user__first_name__icontains=word)
            | Q(user__patronymic__icontains=word)
            | Q(position__icontains=word)
        )
    return found
