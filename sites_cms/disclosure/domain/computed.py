"""What the CRM knows already, as values of rows. Computed when it is read, so it is never old and never typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q

from crm.accounting.enums import Kind as Premises
from crm.accounting.models import Account, House
from crm.company.domain.office_schedules import MOST_OFFICES, offices_with_hours, week_of
from crm.company.domain.profile import owes_licence
from crm.company.domain.week_words import week_in_words
from crm.company.models import Office, Profile
from crm.meters.enums import Resource
from crm.meters.models import Meter
from sites_cms.disclosure.declarations.lists import LISTS
from sites_cms.disclosure.domain.places import Place
from sites_cms.disclosure.domain.sheets import Given, Key
from tenants.context import base_url, current_tenant
from tenants.enums import Kind

COMPUTED = "computed"
PROFILE, OFFICES, PASSPORT = "«Моя компания»", "«Офисы»", "паспорт дома"
ACCOUNTS, HOUSES, FORM_21, YEAR = "лицевые счета", "список домов", "форма 2.1", "календарный год"
METERS = "общедомовые приборы"
MOST_METERS = 20_000  # of all houses together
_FORMS = {Kind.ASSOCIATION: "5", Kind.COOPERATIVE: "7"}
_BY_NAME = {
    "общество с ограниченной": "1", "ооо ": "1", "публичное акционерное": "3", "пао ": "3", "акционерное общество": "2",
    "ао ": "2", "товарищество собственников недвижимости": "6", "тсн ": "6",
}  # fmt: skip
_RESOURCES = {
    Resource.COLD_WATER: "Холодное водоснабжение", Resource.HOT_WATER: "Горячее водоснабжение",
    Resource.HEAT: "Отопление", Resource.ELECTRICITY: "Электроснабжение", Resource.GAS: "Газоснабжение",
}  # fmt: skip
_UNITS = {Resource.HEAT: "Гкал", Resource.ELECTRICITY: "кВт*ч"}  # the others count cubic metres
_INSTALLED, _SENDS, _SENDS_NOT = "3", "2", "1"  # codes of «meter_availability» and «meter_type»
Values = dict[Key, Given]
Terms = Mapping[int, Mapping[str, str]]  # house → row of form 2.1 → value: how it came to be managed


def of_company(place: Place, *, houses: list[House], terms: Terms) -> Values:
    """What is known for a form about the company. `houses` are all houses, `terms` what form 2.1 says of them."""
    if place.form.code == "1.1":
        return _general(_managed(houses, terms))
    if place.form.code == "1.2":
        return _period(place)
    if place.form.code == "1.4":
        return _managed_rows(houses, terms)
    if place.form.code == "1.5":
        return _parted_rows(place, houses, terms)
    return {}


@dataclass
class Facts:
    """What other modules keep of a house. `premises`: kind of premises → how many of them have an account in force."""

    premises: dict[str, int] = field(default_factory=dict)
    meters: list[Meter] = field(default_factory=list)


def of_house(place: Place, facts: Facts) -> Values:
    """What is known for a form about a house."""
    house = place.house
    if place.form.code == "2.8":
        return _period(place)
    if place.form.code == "2.2":
        return _metering(facts.meters)
    if place.form.code != "2.1" or house is None:
        return {}
    premises = facts.premises
    living, other = premises.get(Premises.FLAT, 0), sum(premises.values()) - premises.get(Premises.FLAT, 0)
    told = {
        "5": (", ".join(filter(None, (house.region, house.city, house.address))), HOUSES),
        "5.1": (str(house.fias_id or ""), PASSPORT),
        "6": (house.built_in, PASSPORT),
        "9.1": (house.floors, PASSPORT),
        "10": (house.entrances, PASSPORT),
        "13": (house.total_area, PASSPORT),
        "13.1": (house.flats_area, PASSPORT),
        "13.2": (house.commercial_area, PASSPORT),
        "13.3": (house.common_area, PASSPORT),
    }
    if living or other:
        told |= {"12": (living + other, ACCOUNTS), "12.1": (living, ACCOUNTS), "12.2": (other, ACCOUNTS)}
    return _given(told)


def facts_of(houses: Iterable[House]) -> dict[int, Facts]:
    """House → what is kept of it. Two queries."""
    found: dict[int, Facts] = {house.pk: Facts() for house in houses}
    accounts = Account.objects.filter(house__in=found, is_active=True).exclude(flat_key="")
    counted = accounts.values_list("house", "kind").annotate(Count("flat_key", distinct=True)).order_by()
    for house, kind, count in counted:
        found[house].premises[kind] = count
    meters = Meter.objects.filter(house__in=found, is_active=True)
    for meter in meters.only("house", "resource", "is_automatic", "installed_on").order_by("pk")[:MOST_METERS]:
        found[meter.house_id or 0].meters.append(meter)
    return found


def _metering(meters: list[Meter]) -> Values:
    found: Values = {}
    for meter in meters:
        resource = Resource(meter.resource)
        told = {
            "14": _code("resource", _RESOURCES[resource]),
            "15": _INSTALLED,
            "16": _SENDS if meter.is_automatic else _SENDS_NOT,
            "17": _code("unit", _UNITS.get(resource, "куб. м")),
            "18": meter.installed_on.isoformat() if meter.installed_on else "",
        }
        found |= _given({code: (value, METERS) for code, value in told.items()}, item=f"m{meter.pk}")
    return found


def _code(name: str, label: str) -> str:
    """The code of a value of a list."""
    return next(code for code, words in LISTS[name].items() if words == label)


def _general(managed: list[House]) -> Values:
    profile, tenant = Profile.load(), current_tenant()
    offices = list(offices_with_hours().filter(Q(is_active=True) & ~Q(address=""))[:MOST_OFFICES])
    name = f"{profile.full_name.lower()} "
    legal_form = next((code for begin, code in _BY_NAME.items() if name.startswith(begin)), "")
    areas = [house.total_area for house in managed if house.total_area is not None]
    told = {
        "2": (profile.full_name, PROFILE),
        "3": (profile.short_name, PROFILE),
        "4": (legal_form or _FORMS.get(Kind(tenant.kind), ""), PROFILE),
        "5": (profile.head, PROFILE),
        "6": (profile.ogrn, PROFILE),
        "7": (profile.inn, PROFILE),
        "8": (profile.legal_address, PROFILE),
        "10": (profile.email, PROFILE),
        "11": (profile.own_site or base_url(tenant), PROFILE),
        "12": (offices[0].address if offices else profile.address, OFFICES if offices else PROFILE),
        "13.1": (profile.phone or profile.emergency_phone, PROFILE),
        "14.1": (_hours(offices) or profile.working_hours, OFFICES if offices else PROFILE),
        "15.2": (profile.emergency_phone, PROFILE),
        "15.3": ("круглосуточно" if profile.emergency_phone else "", PROFILE),
        "18": (len(managed), HOUSES),
        "19": (sum(areas, start=Decimal(0)) if areas else None, HOUSES),
    }
    licence = {
        "23": (profile.licence_number, PROFILE),
        "24": (profile.licence_date.isoformat() if profile.licence_date else "", PROFILE),
        "25": (profile.licence_issuer, PROFILE),
    }
    has_licence = profile.licence_number and owes_licence()
    return _given(told) | (_given(licence, item="1") if has_licence else {})


def _hours(offices: list[Office]) -> str:
    """The week of each office that has hours; with its name if there are several."""
    weeks = [(office, week_in_words(week_of(office))) for office in offices if week_of(office)]
    return "\n".join(week if len(weeks) == 1 else f"{office.name}: {week}" for office, week in weeks)


def _managed(houses: list[House], terms: Terms) -> list[House]:
    """Houses that no ended contract has taken away."""
    return [house for house in houses if not terms.get(house.pk, {}).get("3.4")]


def _managed_rows(houses: list[House], terms: Terms) -> Values:
    found: Values = {}
    for house in _managed(houses, terms):
        of_house = terms.get(house.pk, {})
        signed = f"от {_russian(of_house['3'])}" if of_house.get("3") else ""
        found |= _address(house) | _given(
            {"6": (of_house.get("3.2"), FORM_21), "7": (of_house.get("3.3"), FORM_21), "8": (signed, FORM_21)},
            item=f"h{house.pk}",
        )
    return found


def _parted_rows(place: Place, houses: list[House], terms: Terms) -> Values:
    found: Values = {}
    for house in houses:
        of_house = terms.get(house.pk, {})
        ended = of_house.get("3.4", "")
        if ended[:4] == str(place.year):
            found |= _address(house) | _given(
                {
                    "6": (of_house.get("3.2"), FORM_21), "7": (ended, FORM_21), "8": (of_house.get("3.5"), FORM_21),
                },
                item=f"h{house.pk}",
            )  # fmt: skip
    return found


def _address(house: House) -> Values:
    told = {"2": house.region, "3": house.city, "4": house.street, "5": house.number}
    return _given({code: (value, HOUSES) for code, value in told.items()}, item=f"h{house.pk}")


def _period(place: Place) -> Values:
    return _given({"2": (f"{place.year}-01-01", YEAR), "3": (f"{place.year}-12-31", YEAR)})


def _given(told: Mapping[str, tuple[object, str]], *, item: str = "") -> Values:
    return {
        (item, code): Given(_text(value), COMPUTED, words=where)
        for code, (value, where) in told.items()
        if value not in (None, "")
    }


def _text(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _russian(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
