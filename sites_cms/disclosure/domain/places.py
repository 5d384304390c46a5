"""Of whom and of which year a form tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from crm.accounting.models import House
from crm.company.domain.contract_terms import company_today
from sites_cms.disclosure.declarations import Form, Scope
from tenants.errors import DomainError

FIRST_YEAR = 2015  # the forms are of December 2014


@dataclass(frozen=True)
class Place:
    """One filled form: of the company or of a house, of a year or of none."""

    form: Form
    house: House | None = None
    year: int | None = None

    @property
    def words(self) -> str:
        """«Форма 2.8, ул. Ленина, д. 86, за 2025 год»."""
        parts = [f"Форма {self.form.code}", self.house.address if self.house else "", self.year_words]
        return ", ".join(filter(None, parts))

    @property
    def year_words(self) -> str:
        """«за 2025 год», or nothing."""
        return f"за {self.year} год" if self.year else ""

    @property
    def keys(self) -> dict[str, object]:
        """The columns by which its values are found."""
        return {"form": self.form.code, "house_id": self.house.pk if self.house else None, "year": self.year}


def place_of(form: Form, *, house: House | None = None, year: int | None = None) -> Place:
    """The place. Raises DomainError if the form is of no house, of no year, or of one that cannot be."""
    if (form.scope == Scope.HOUSE) != (house is not None):
        raise DomainError(f"Форму {form.code} заполняют {'по дому' if house is None else 'обо всей компании'}.")
    if form.yearly != (year is not None):
        raise DomainError(f"Форму {form.code} заполняют {'за год' if year is None else 'без года'}.")
    if year is not None and not FIRST_YEAR <= year <= company_today().year:
        raise DomainError(f"Год — от {FIRST_YEAR} до {company_today().year}.", field="year")
    return Place(form, house, year)


def reported_year(form: Form, *, today: date) -> int:
    """The year for which a yearly form must be there today: the last one whose day has come, else the one before it."""
    last = today.year - 1
    if form.deadline.due and (today.month, today.day) <= form.deadline.due:
        return last - 1
    return last


def years_to_choose(today: date) -> Iterator[int]:
    """The years for which a form may be filled, the newest first."""
    return iter(range(today.year, FIRST_YEAR - 1, -1))
