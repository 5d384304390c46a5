"""«Участки»: named sets of houses and the people who work there."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet

from crm.accounting.models import House
from crm.journal.domain.entries import record
from crm.rights.domain.membership import set_people
from crm.rights.models import Section
from identity.models import User
from tenants.errors import DomainError


def sections_with_totals() -> QuerySet[Section]:
    """Sections with `houses_total`, and their people, in two queries."""
    return Section.objects.annotate(houses_total=Count("houses")).prefetch_related("people")


@transaction.atomic
def save_section(
    before: Section | None, *, name: str, houses: Collection[House], people: Collection[User], by: User
) -> Section:
    """Add a section (`before` is None) or change one. A house is in one section: chosen here, it leaves another.

    Who works on a section sees its houses, so people are changed only by those who may give rights. Raises
    DomainError if they are not, or the name is empty or taken.
    """
    name = " ".join(name.split())
    if not name:
        raise DomainError("Назовите участок: например, «Центр» или «Участок № 2».", field="name")
    section = Section.objects.select_for_update().get(pk=before.pk) if before else Section()
    was = _words(section)
    section.name = name
    try:
        section.validate_constraints()
    except ValidationError as error:
        raise DomainError(error.messages[0], field="name") from None
    section.save()
    set_people(section, people, by=by)
    numbers = {house.pk for house in houses}
    House.objects.filter(section=section).exclude(pk__in=numbers).update(section=None)
    House.objects.filter(pk__in=numbers).update(section=section)
    now = _words(section)
    changes = {field: [was[field], now[field]] for field in now if was[field] != now[field]}
    action = "accounting.change_section" if before else "accounting.add_section"
    if changes:
        record(action=action, obj=section, by=by, changes=changes)
    return section


@transaction.atomic
def remove_section(section: Section, *, by: User) -> None:
    """Remove a section; its houses stay and are of no section. Raises DomainError while people work there.

    Without that rule they would stop seeing anything in the middle of their day.
    """
    section = Section.objects.select_for_update().get(pk=section.pk)
    if section.people.exists():
        raise DomainError("На участке работают люди. Сначала переведите их на другой участок.")
    was = _words(section)
    House.objects.filter(section=section).update(section=None)
    record(action="accounting.remove_section", obj=section, by=by, changes={key: [was[key], ""] for key in was})
    section.delete()


def _words(section: Section) -> dict[str, str]:
    """The section as the journal tells it."""
    if section.pk is None:
        return {"name": "", "houses": "", "people": ""}
    houses = House.objects.filter(section=section).order_by("address_key")
    people = section.people.order_by("last_name", "first_name", "pk")
    return {
        "name": section.name,
        "houses": "; ".join(house.address for house in houses),
        "people": "; ".join(person.get_full_name() for person in people),
    }
