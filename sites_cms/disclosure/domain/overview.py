"""The whole disclosure of the company at a glance, and where two sources say different things."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from crm.accounting.models import House
from crm.company.domain.contract_terms import company_today
from sites_cms.disclosure.declarations import FORMS, Form, Scope, Type, forms_of
from sites_cms.disclosure.domain import reading
from sites_cms.disclosure.domain.lights import State, absent, state_of
from sites_cms.disclosure.domain.places import Place, reported_year
from sites_cms.disclosure.domain.sheets import Cell, Repeated, Sheet
from sites_cms.disclosure.domain.values import show
from sites_cms.disclosure.enums import Light
from tenants.context import current_tenant

MOST_DIFFERENCES = 500


@dataclass(frozen=True)
class Line:
    """A form about the company, in one of its years."""

    place: Place
    state: State
    sheet: Sheet | None


@dataclass(frozen=True)
class HousesLine:
    """A form about houses: how many of them show which light."""

    form: Form
    counts: Counter[Light] = field(default_factory=Counter)

    @property
    def light(self) -> Light:
        """The worst."""
        return next((light for light in (Light.GAPS, Light.STALE) if self.counts[light]), Light.FULL)

    @property
    def told(self) -> list[tuple[Light, str, int]]:
        """Light, its word, how many houses show it; lights that none shows are left out."""
        return [(light, str(light.label), self.counts[light]) for light in Light if self.counts[light]]


class Difference(NamedTuple):
    """A row of which two sources say different things; `shown` is what stands on the site."""

    place: Place
    what: str
    gis: str
    own: str
    computed: str
    shown: str


@dataclass(frozen=True)
class HouseLights:
    """A house in the list, with a light for each form."""

    house: House
    states: list[tuple[Form, int | None, State]] = field(default_factory=list)


def company_lines() -> list[Line]:
    """Every form about the company with its light; of a yearly one each year that there is, and the one that is due."""
    today, zone, sheets = company_today(), _zone(), reading.sheets_of_company()
    lines = []
    for form in forms_of(Scope.COMPANY):
        years: list[int | None] = [None]
        if form.yearly:
            due = reported_year(form, today=today)
            years = [*sorted({due, *(year for code, year in sheets if code == form.code and year)}, reverse=True)]
        for year in years:
            sheet = sheets.get((form.code, year))
            lines.append(Line(Place(form, None, year), _state(form, sheet, today=today, zone=zone), sheet))
    return lines


def lights_of(houses: Iterable[House]) -> list[HouseLights]:
    """The light of each form of each house, of the report that of the year that is due. Few queries for all."""
    today, zone, listed = company_today(), _zone(), list(houses)
    due = reported_year(FORMS["2.8"], today=today)
    sheets = reading.sheets_of_houses(listed, year=due)
    return [
        HouseLights(
            house,
            [
                (form, due if form.yearly else None, _of_house(sheets[house.pk][form.code], today=today, zone=zone))
                for form in forms_of(Scope.HOUSE)
            ],
        )
        for house in listed
    ]


def houses_lines(lights: Iterable[HouseLights]) -> list[HousesLine]:
    """The same, counted by form."""
    lines = {form.code: HousesLine(form) for form in forms_of(Scope.HOUSE)}
    for one in lights:
        for form, _, state in one.states:
            lines[form.code].counts[state.light] += 1
    return list(lines.values())


def state_now(sheet: Sheet) -> State:
    """The light of one form today."""
    return state_of(sheet, today=company_today(), zone=_zone())


def differences(houses: Iterable[House]) -> list[Difference]:
    """Rows in which what ГИС ЖКХ says, what people wrote and what the CRM knows are not one."""
    found = list(_company_differences())
    listed = list(houses)
    sheets = reading.sheets_of_houses(listed)
    for house in listed:
        for sheet in sheets[house.pk].values():
            found += _differences(Place(sheet.form, house, sheet.year), sheet)
            if len(found) > MOST_DIFFERENCES:
                return found[:MOST_DIFFERENCES]
    return found


def _company_differences() -> Iterator[Difference]:
    for (code, year), sheet in reading.sheets_of_company().items():
        yield from _differences(Place(FORMS[code], None, year), sheet)


def _differences(place: Place, sheet: Sheet) -> Iterator[Difference]:
    for block in sheet.blocks():
        for cell in block.cells:
            yield from _in_cell(place, cell, "")
        if block.repeated:
            yield from _in_group(place, sheet, block.repeated)


def _in_cell(place: Place, cell: Cell, of: str) -> Iterator[Difference]:
    if cell.row.type is Type.FILES or cell.row.sum_of:
        return
    told = [given.value if given else "" for given in (cell.gis, cell.own, cell.computed)]
    if len(set(filter(None, told))) > 1:
        gis, own, computed = (show(cell.row, value) for value in told)
        yield Difference(place, f"{of}{cell.row.label}", gis, own, computed, cell.words)


def _in_group(place: Place, sheet: Sheet, repeated: Repeated) -> Iterator[Difference]:
    """Items of ГИС ЖКХ have no keys of ours, so of a group only their number is compared."""
    own = {item for item, code in sheet.own if sheet.own[item, code].value and _is_in(sheet, code, repeated)}
    gis = {item for item, code in sheet.gis if sheet.gis[item, code].value and _is_in(sheet, code, repeated)}
    if own and gis and len(own) != len(gis):
        yield Difference(
            place, f"{repeated.group.title}: сколько записей", str(len(gis)), str(len(own)), "", str(len(gis))
        )
    for item in repeated.items:
        for cell in item.cells:
            yield from _in_cell(place, cell, f"{item.title}: ")


def _is_in(sheet: Sheet, code: str, repeated: Repeated) -> bool:
    return sheet.form.by_code[code].group == repeated.group.code


def _of_house(sheet: Sheet, *, today: date, zone: Any) -> State:
    if sheet.form.yearly and sheet.is_empty:
        return absent(sheet.form, today=today)
    return state_of(sheet, today=today, zone=zone)


def _state(form: Form, sheet: Sheet | None, *, today: date, zone: Any) -> State:
    # No case of 1.3 and no house of 1.5 is an answer too: then the year needs no form.
    if sheet is None and form.code in ("1.3", "1.5"):
        return State(Light.FULL, "записей нет", [])
    if sheet is None:
        return absent(form, today=today)
    return state_of(sheet, today=today, zone=zone)


def _zone() -> ZoneInfo:
    return ZoneInfo(current_tenant().time_zone)
