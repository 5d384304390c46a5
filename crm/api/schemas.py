"""What answers look like. Money is text: a program that reads it as a float loses kopecks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from ninja import Field, Schema
from pydantic import PlainSerializer

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


class Page(Schema, Generic[Item]):
    """Rows by their numbers; the next ones are asked for by `after=<next>`, `next` is null on the last page."""

    items: list[Item]
    next: int | None


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
