"""Who works on which section. Whoever does sees its houses, so only those who may give rights change it."""

from collections.abc import Collection

from crm.rights.domain.access import MANAGE_RIGHTS
from crm.rights.models import Section
from identity.may import may
from identity.models import User
from tenants.errors import DomainError


def set_people(section: Section, people: Collection[User], *, by: User | None) -> None:
    """Let exactly these people work on the section. Raises DomainError (field "people") without the right."""
    if set(section.people.all()) == set(people):
        return
    _refuse_others(by, field="people")
    section.people.set(people)


def set_sections(user: User, sections: Collection[Section], *, by: User | None) -> list[str] | None:
    """Let the person work on exactly these sections; names before and after, or None if nothing changed.

    Raises DomainError (field "sections") without the right.
    """
    before = list(Section.objects.filter(people=user))
    if set(before) == set(sections):
        return None
    _refuse_others(by, field="sections")
    user.sections.set(sections)
    return [_names(before), _names(sections)]


def _refuse_others(by: User | None, *, field: str) -> None:
    if by is not None and not may(by, MANAGE_RIGHTS):
        raise DomainError("Кто на каком участке работает, решает тот, кто раздаёт права.", field=field)


def _names(sections: Collection[Section]) -> str:
    return ", ".join(sorted(section.name for section in sections))
