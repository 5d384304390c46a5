"""What answers look like. Money is text: a program that reads it as a float loses kopecks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from ninja import Field, Schema
from pydantic import PlainSerializer

from crm.dispatch.domain.calls import LONGEST_TEXT
from crm.dispatch.enums import Place, Priority
from crm.meters.models import Meter, Reading
from crm.people.models import Person as PersonWithPhones

Money = Annotated[Decimal, PlainSerializer(str, return_type=str)]
Item = TypeVar("Item")
MOST = 100


class Asked(Schema):
    """Which rows of a list."""

    after: int = Field(0, ge=0, description="Номер последней строки предыдущей страницы")
    limit: int = Field(MOST, ge=1, le=MOST, description="Строк на странице")


class AccountsAsked(Asked):
    number: str | None = Field(None, max_length=30, description="Номер счёта целиком")
    house: int | None = Field(None, ge=1, description="Дом: id из /houses")
    active: bool | None = Field(None, description="true: действующие, false: отключённые")


class PeopleAsked(Asked):
    account: int | None = Field(None, ge=1, description="Счёт: id из /accounts")


class MetersAsked(Asked):
    account: int | None = Field(None, ge=1, description="Счёт: id из /accounts")
    active: bool | None = Field(None, description="true: действующие, false: снятые")


class ReadingsAsked(Asked):
    month: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="Месяц, в который показания засчитаны: 2026-11")

    @property
    def first_day(self) -> date:
        """By which readings know their month."""
        return date.fromisoformat(f"{self.month}-01")


class Page(Schema, Generic[Item]):
    """Rows by their numbers; the next ones are asked for by `after=<next>`, `next` is null on the last page."""

    items: list[Item]
    next: int | None


class NewRequest(Schema):
    """What a program says of a request. Of `account` and `house` one is enough; common property has no account."""

    account: int | None = Field(None, ge=1, description="Счёт: id из /accounts")
    house: int | None = Field(None, ge=1, description="Дом: id из /houses")
    place: Place = Field(Place.FLAT, description="flat, entrance, lift, basement, roof, facade, yard, other")
    entrance: int | None = Field(None, ge=1, le=99, description="Подъезд")
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, description="Что случилось")
    type: str | None = Field(None, max_length=80, description="Тип заявки, как он назван в CRM")
    priority: Priority = Field(Priority.NORMAL, description="1 аварийная, 2 срочная, 3 обычная, 4 плановая")
    name: str = Field("", max_length=200, description="Кто обращается")
    phone: str = Field("", max_length=40, description="Его телефон")


class RequestState(Schema):
    number: int
    status: str = Field(description="new, working, done, cancelled")
    priority: int
    created_at: datetime
    due_at: datetime | None = Field(description="Срок выполнения")
    expected_at: datetime | None = Field(description="Когда обещали жителю")
    postponed_until: datetime | None
    finished_at: datetime | None


class Key(Schema):
    name: str
    expires_at: datetime


class Allowed(Schema):
    code: str
    label: str
    rows: str = Field(description="all: все строки, section: мои участки, assigned: назначенные мне")


class Me(Schema):
    name: str
    email: str
    role: str
    company: str
    key: Key
    actions: list[Allowed]


class Company(Schema):
    short_name: str
    full_name: str
    inn: str
    kpp: str
    ogrn: str
    legal_address: str
    address: str
    emergency_phone: str
    phone: str
    email: str
    working_hours: str
    about: str


class Person(Schema):
    id: int
    last_name: str = Field(alias="user.last_name")
    first_name: str = Field(alias="user.first_name")
    patronymic: str = Field(alias="user.patronymic")
    position: str
    phone: str = Field(alias="user.phone")
    email: str = Field(alias="user.email")


class Building(Schema):
    id: int
    region: str
    city: str
    street: str
    number: str


class PersonalAccount(Schema):
    id: int
    number: str
    house_id: int
    kind: str
    flat: str
    area: Money | None
    last_name: str
    first_name: str
    patronymic: str
    balance: Money = Field(description="Рубли: плюс — долг, минус — переплата")
    balance_on: date | None
    is_active: bool
    closed_on: date | None


class AccountTie(Schema):
    account_id: int
    account_number: str = Field(alias="account.number")
    kind: str = Field(description="owner, family, tenant, proxy: собственник, член семьи, наниматель, представитель")
    since: date | None
    until: date | None = Field(description="Первый день без этой связи")


class Resident(Schema):
    id: int
    last_name: str
    first_name: str
    patronymic: str
    phones: list[str] = Field(description="Как +79084373418")
    accounts: list[AccountTie] = Field(alias="ties_in_force", description="Связи, что действуют сегодня")

    @staticmethod
    def resolve_phones(person: PersonWithPhones) -> list[str]:
        return [phone.number for phone in person.phones.all()]


class MeterInPlace(Schema):
    id: int
    account_id: int | None = Field(description="null у общедомового")
    account_number: str | None
    house_id: int
    resource: str = Field(description="cold, hot, heat, power, gas")
    number: str
    model: str
    tariffs: int
    digits: int = Field(description="Цифр до запятой")
    place: str
    installed_on: date | None
    next_verification_on: date | None
    is_active: bool
    removed_on: date | None

    @staticmethod
    def resolve_account_number(meter: Meter) -> str | None:
        return meter.account.number if meter.account else None

    @staticmethod
    def resolve_house_id(meter: Meter) -> int | None:
        return meter.account.house_id if meter.account else meter.house_id


class MeterReading(Schema):
    id: int
    meter_id: int
    meter_number: str = Field(alias="meter.number")
    account_id: int | None = Field(alias="meter.account_id", description="null у общедомового")
    account_number: str | None
    resource: str = Field(alias="meter.resource", description="cold, hot, heat, power, gas")
    values: list[Money] = Field(description="По одному на тариф: м³, Гкал, кВт·ч")
    taken_on: date
    source: str = Field(description="crm, mobile, link, cabinet, file, api, meter: откуда пришло")

    @staticmethod
    def resolve_account_number(reading: Reading) -> str | None:
        return reading.meter.account.number if reading.meter.account else None
