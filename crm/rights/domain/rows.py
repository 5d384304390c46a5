"""Rows: everything, the houses of my sections, or only what is assigned to me.

A module says once, for each of its models, what "of my sections" and "assigned to me" mean, as conditions of a
query. Lists are narrowed by them and a single row is asked by the very same, so the two never differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from crm.rights.domain import access
from crm.rights.enums import Rows
from identity.models import User

Row = TypeVar("Row", bound=Model)
Condition = Callable[[User], Q]


@dataclass(frozen=True)
class RowRule:
    """What belongs to a person among the rows of one model."""

    in_sections: Condition
    assigned: Condition

    def condition(self, rows: Rows, user: User) -> Q:
        """The rows that a person with `rows` has; what is assigned to one is always one's own."""
        if rows == Rows.ALL:
            return Q()
        if rows == Rows.SECTION:
            return self.in_sections(user) | self.assigned(user)
        return self.assigned(user)


_rules: dict[type[Model], RowRule] = {}


def declare_rows(model: type[Model], *, in_sections: Condition, assigned: Condition) -> None:
    """Say whose the rows of a model are; called from the module's `AppConfig.ready`."""
    _rules[model] = RowRule(in_sections, assigned)


def within(rows: QuerySet[Row], action: str, *, user: User) -> QuerySet[Row]:
    """The rows to which this person's right extends; none without the right."""
    extent = access.extent(user, action)
    if extent is None:
        return rows.none()
    rule = _rules.get(rows.model)
    return rows.filter(rule.condition(extent, user)) if rule and extent != Rows.ALL else rows


def covers(row: Model, action: str, *, user: User) -> bool:
    """True if this person's right extends to this row."""
    extent = access.extent(user, action)
    rule = _rules.get(type(row))
    if extent is None or extent == Rows.ALL or rule is None:
        return extent is not None
    return type(row)._default_manager.filter(rule.condition(extent, user), pk=row.pk).exists()
