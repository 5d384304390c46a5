"""Houses: adding, changing, removing, finding the one that a person means."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from crm.accounting import rights
from crm.accounting.domain.addresses import clean_number, clean_street, match_key, parse_address
from crm.accounting.domain.house_photos import forget_file
from crm.accounting.domain.passports import FIELDS, Passport, clean_note, put_passport
from crm.accounting.models import House
from crm.company.models import Employee
from crm.journal.domain.entries import differences, record
from crm.rights.domain import rows
from crm.rights.models import Section
from identity.models import User
from places.domain import settlements
from places.enums import SettlementKind
from places.models import Settlement
from tenants.errors import DomainError
from tenants.ordering import search_key, sort_key

__all__ = ["add_house", "change_house", "find_house", "parse_address", "remove_house", "town_name"]

_SHOWN = ["region", "city", "street", "number", "section", "responsible", "dispatcher_note", *FIELDS]


@transaction.atomic
def add_house(
    *,
    city: str,
    street: str,
    number: str,
    by: User | None,
    region: str = "",
    section: Section | None = None,
    responsible: Employee | None = None,
    passport: Passport | None = None,
    dispatcher_note: str = "",
) -> House:
    """Add an address that the УК manages. `city` must be in the platform's directory; the region comes from there.

    Nothing but the address has to be known. Raises DomainError if the town is unknown, street, number or something of
    the passport is unreadable, the house is there already, or the one who adds it would not see it.
    """
    house = _fill(House(), city=city, region=region, street=street, number=number)
    house.section, house.responsible, house.dispatcher_note = section, responsible, clean_note(dispatcher_note)
    put_passport(house, passport or Passport())
    _save(house)
    _refuse_losing(house, by=by)
    told = {name: pair for name, pair in differences(None, house, _SHOWN).items() if pair[1] != ""}
    record(action="accounting.add_house", obj=house, by=by, changes=told)
    return house


@transaction.atomic
def change_house(
    house: House,
    *,
    city: str,
    street: str,
    number: str,
    by: User,
    section: Section | None,
    responsible: Employee | None,
    region: str = "",
    passport: Passport | None = None,
    dispatcher_note: str | None = None,
) -> House:
    """Mend what is known of a house; its accounts stay with it. Passport and note stay too while they are not given.

    Raises DomainError as `add_house` does, and if an entrance or a floor with accounts would not be there any more.
    """
    house = House.objects.select_for_update().get(pk=house.pk)
    before = House.objects.select_related("section", "responsible__user").get(pk=house.pk)
    _fill(house, city=city, region=region, street=street, number=number)
    house.section, house.responsible = section, responsible
    if passport is not None:
        put_passport(house, passport)
    if dispatcher_note is not None:
        house.dispatcher_note = clean_note(dispatcher_note)
    _save(house)
    _refuse_losing(house, by=by)
    if changes := differences(before, house, _SHOWN):
        record(action="accounting.change_house", obj=house, by=by, changes=changes)
    return house


@transaction.atomic
def remove_house(house: House, *, by: User) -> None:
    """Remove a house that was added by mistake. Raises DomainError if it has accounts, active or not."""
    house = House.objects.select_for_update().get(pk=house.pk)
    if house.accounts.exists():
        raise DomainError(
            "У дома есть лицевые счета, поэтому удалить его нельзя. Если дом больше не ваш, отключите его счета."
        )
    record(action="accounting.remove_house", obj=house, by=by)
    try:
        house.delete()
    except ProtectedError:  # of the packages above, which are not named here: meters of the whole house
        raise DomainError("К дому уже привязаны данные, например общедомовые приборы. Удалить его нельзя.") from None
    forget_file(house, str(house.photo.name or ""))


def find_house(text: str, *, city: str = "") -> House:
    """The house that a person means by «ул. Ленина, д. 86», with the town before it or apart from it.

    Raises DomainError if there is none, or the same address stands in several towns.
    """
    found = list(House.objects.filter(address_key=sort_key(text))[:2])
    if not found:
        street, number = parse_address(text)
        address = match_key(region="", city="", street=street, number=number)[1:]
        houses = House.objects.filter(match_key__endswith=address)
        if city:
            houses = houses.filter(match_key__contains=f"|{search_key(city)}|")
        found = list(houses[:2])
    if not found:
        raise DomainError(f"Дома «{text.strip()}» нет в списке. Добавьте его: «Бухгалтерия → Список домов».")
    if len(found) > 1:
        raise DomainError(f"Такой адрес есть в нескольких городах. Выберите из подсказки, например «{found[0]}».")
    return found[0]


def town_name(settlement: Settlement) -> str:
    """How a town stands in addresses: «Верхнекамск», but «посёлок Полазна»."""
    if settlement.kind == SettlementKind.CITY:
        return settlement.name
    return f"{settlement.get_kind_display()} {settlement.name}"


def _fill(house: House, *, city: str, region: str, street: str, number: str) -> House:
    try:
        settlement = settlements.find(name=city, region=region)
    except DomainError as error:
        raise DomainError(str(error), field="city") from None
    house.settlement_id = settlement.pk
    house.region = settlement.region.name
    house.city = town_name(settlement)
    house.street = clean_street(street)
    house.number = clean_number(number)
    house.match_key = match_key(region=house.region, city=house.city, street=house.street, number=house.number)
    house.address_key = sort_key(str(house))
    return house


def _refuse_losing(house: House, *, by: User | None) -> None:
    """Whoever works with the houses of some sections leaves a house in one of them."""
    if by is not None and not rows.covers(house, rights.EDIT_HOUSES, user=by):
        raise DomainError("Выберите один из своих участков: иначе вы не увидите этот дом.", field="section")


def _save(house: House) -> None:
    try:
        with transaction.atomic():
            house.save()
    except IntegrityError:
        raise DomainError(f"Дом «{house}» уже есть в списке.", field="number") from None
