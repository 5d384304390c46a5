"""All forms of Приказ Минстроя 882/пр of 22.12.2014, as data.

Titles of forms and names of rows are those that УК, reformagkh.ru and regulators' systems used; numbers of rows are
from our reference of the order and are to be held against the official text before release.
"""

from sites_cms.disclosure.declarations import company, houses, report, services
from sites_cms.disclosure.declarations.lists import LISTS
from sites_cms.disclosure.declarations.shapes import Deadline, Form, Group, Row, Scope, Type, When

__all__ = ["BY_SLUG", "FORMS", "LISTS", "Deadline", "Form", "Group", "Row", "Scope", "Type", "When", "form", "forms_of"]

FORMS: dict[str, Form] = {
    form.code: form
    for form in (
        *company.FORMS,
        houses.GENERAL,
        houses.CONSTRUCTION,
        services.WORKS,
        services.UTILITIES,
        services.PROPERTY,
        services.OVERHAUL,
        services.MEETINGS,
        report.REPORT,
    )
}
BY_SLUG: dict[str, Form] = {form.slug: form for form in FORMS.values()}


def form(code: str) -> Form:
    """The form of a code («2.1»). Raises KeyError."""
    return FORMS[code]


def forms_of(scope: Scope) -> list[Form]:
    """The forms about the company, or about a house."""
    return [one for one in FORMS.values() if one.scope == scope]
