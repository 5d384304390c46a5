"""Reading filled forms: a number of queries that grows neither with rows nor with houses."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from crm.accounting.models import House
from sites_cms.disclosure.declarations import FORMS, Form, Scope, forms_of
from sites_cms.disclosure.domain import computed
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Given, Key, Sheet
from sites_cms.disclosure.enums import Source
from sites_cms.disclosure.models import File, Value
from tenants.context import current_tenant
from tenants.enums import Kind

MOST_HOUSES = 2_000
MOST_YEARS = 30
TERMS = ("3", "3.2", "3.3", "3.4", "3.5")  # rows of form 2.1 from which forms 1.4 and 1.5 are made
_COLUMNS = ("form", "house_id", "year", "item", "row", "value", "source", "as_of", "pk")


def current() -> QuerySet[Value]:
    """Values that nothing replaces: one for each cell of people, one of ГИС ЖКХ."""
    return Value.objects.filter(replaced_by=None)


def filled() -> QuerySet[Value]:
    """What the company, a file or ГИС ЖКХ has said: until there is something the site has no such section."""
    return current().exclude(row="").exclude(value="")


def is_anything_filled() -> bool:
    """True once somebody has said anything."""
    return filled().exists()


def sheet_of(place: Place) -> Sheet:
    """One filled form."""
    values = current().filter(**place.keys)
    if place.house:
        return _build(place, _collect(values)[_code(place)], _of_house(place, computed.facts_of([place.house])))
    return _build(place, _collect(values)[_code(place)], _of_company(place))


def sheets_of_company() -> dict[tuple[str, int | None], Sheet]:
    """(form, year) → everything that is filled about the company, and the forms without a year in any case."""
    kept = _collect(current().filter(house=None))
    houses = list(_all_houses())
    terms = terms_of()
    places: dict[tuple[str, int | None], Place] = {
        (form.code, None): Place(form) for form in forms_of(Scope.COMPANY) if not form.yearly
    }
    places |= {
        (code, year): Place(FORMS[code], None, year) for code, _, year in kept if code in FORMS and FORMS[code].yearly
    }
    ended = {int(of_house["3.4"][:4]) for of_house in terms.values() if of_house.get("3.4")}
    places |= {("1.5", year): Place(FORMS["1.5"], None, year) for year in ended}
    return {
        key: _build(place, kept[_code(place)], computed.of_company(place, houses=houses, terms=terms))
        for key, place in places.items()
    }


def sheets_of_houses(houses: Iterable[House], *, year: int | None = None) -> dict[int, dict[str, Sheet]]:
    """House → form → what is filled; of the yearly report the one of `year`, or the newest that there is."""
    listed = list(houses)
    kept = _collect(current().filter(house__in=listed))
    facts = computed.facts_of(listed)
    years: dict[tuple[int | None, str], int] = {}
    for code, pk, told in kept:
        if told and told > years.get((pk, code), 0):
            years[pk, code] = told
    found: dict[int, dict[str, Sheet]] = {}
    for house in listed:
        found[house.pk] = {}
        for form in forms_of(Scope.HOUSE):
            if not form.yearly:
                place = Place(form, house)
            elif of_year := (year or years.get((house.pk, form.code))):
                place = Place(form, house, of_year)
            else:
                continue
            found[house.pk][form.code] = _build(place, kept[_code(place)], _of_house(place, facts))
    return found


def years_of(form: Form, house: House | None = None) -> list[int]:
    """Years of a yearly form of which something is kept, the newest first."""
    rows = current().filter(form=form.code, house=house, year__isnull=False).exclude(row="").exclude(value="")
    years = set(rows.values_list("year", flat=True).distinct().order_by()[:MOST_YEARS])
    if form.code == "1.5":
        years |= {int(of_house["3.4"][:4]) for of_house in terms_of().values() if of_house.get("3.4")}
    return sorted((year for year in years if year), reverse=True)


def files_of(sheets: Iterable[Sheet]) -> dict[str, File]:
    """Number → file, of every file that the shown values name. One query."""
    numbers = {
        number
        for sheet in sheets
        for given in (*sheet.own.items(), *sheet.gis.items())
        if given[0][1] in sheet.form.by_code and sheet.form.by_code[given[0][1]].type == "files"
        for number in given[1].value.split(",")
        if number
    }
    return {str(file.pk): file for file in File.objects.filter(pk__in=numbers)} if numbers else {}


def terms_of() -> dict[int, dict[str, str]]:
    """House → rows of form 2.1 on how it is managed; what ГИС ЖКХ says stands over what people wrote."""
    rows = current().filter(form="2.1", row__in=TERMS).exclude(value="")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for house, row, value, source in rows.values_list("house_id", "row", "value", "source"):
        if house and (source == Source.GIS or row not in found[house]):
            found[house][row] = value
    return dict(found)


def history(place: Place, *, row: str = "", item: str = "") -> QuerySet[Value]:
    """Everything that was ever said in a form, the newest first; of one row if it is named."""
    rows = Value.objects.filter(**place.keys).exclude(row="").select_related("by", "replaces").order_by("-pk")
    return rows.filter(row=row, item=item) if row else rows


def _all_houses() -> QuerySet[House]:
    return House.objects.order_by("address_key", "pk")[:MOST_HOUSES]


def _of_company(place: Place) -> computed.Values:
    if place.form.code in ("1.1", "1.4", "1.5"):
        return computed.of_company(place, houses=list(_all_houses()), terms=terms_of())
    return computed.of_company(place, houses=[], terms={})


def _of_house(place: Place, facts: dict[int, computed.Facts]) -> computed.Values:
    return computed.of_house(place, facts[place.house.pk]) if place.house else {}


class _Kept:
    """Values of one form, told apart."""

    def __init__(self) -> None:
        self.own: dict[Key, Given] = {}
        self.gis: dict[Key, Given] = {}
        self.marks: dict[bool, Any] = {}


def _collect(values: QuerySet[Value]) -> defaultdict[tuple[str, int | None, int | None], _Kept]:
    found: defaultdict[tuple[str, int | None, int | None], _Kept] = defaultdict(_Kept)
    for form, house, year, item, row, value, source, as_of, pk in values.values_list(*_COLUMNS):
        kept = found[form, house, year]
        if not row:
            kept.marks[source == Source.GIS] = as_of
            continue
        (kept.gis if source == Source.GIS else kept.own)[item, row] = Given(value, source, as_of, pk=pk)
    return found


def _build(place: Place, kept: _Kept, known: computed.Values) -> Sheet:
    known_rows = place.form.by_code
    own = {key: given for key, given in kept.own.items() if key[1] in known_rows}
    gis = {key: given for key, given in kept.gis.items() if key[1] in known_rows}
    kind = Kind(current_tenant().kind)
    return Sheet(place.form, kind, own, gis, known, kept.marks.get(False), kept.marks.get(True), place.year)


def _code(place: Place) -> tuple[str, int | None, int | None]:
    return place.form.code, place.house.pk if place.house else None, place.year
