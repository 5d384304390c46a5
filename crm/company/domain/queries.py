"""Reads of the company that more than one caller needs."""

from django.db.models import QuerySet

from crm.company.models import Employee
from crm.rights.models import Access
from identity.models import User
from tenants.context import on_platform


def employees_with_access() -> QuerySet[Employee]:
    """Employees with their people and rights in one query, those who work first."""
    return Employee.objects.select_related("user__access").order_by(
        "-user__is_active", "user__last_name", "user__first_name", "pk"
    )


def accesses_side_by_side() -> QuerySet[Access]:
    """The rights of everybody who works, with person and position, in the order of names."""
    return (
        Access.objects.filter(user__is_active=True, user__employee__isnull=False)
        .select_related("user__employee")
        .order_by("user__last_name", "user__first_name", "pk")
    )


def photo_number(user: User | None) -> int | None:
    """The number of the employee behind this person, if he has a photo; nobody has one on the platform's side.

    Wagtail's history asks for the face of nobody, too: of what the system did.
    """
    if user is None or on_platform():
        return None
    return Employee.objects.filter(user_id=user.pk).exclude(photo="").values_list("pk", flat=True).first()
