"""Objects for tests, made by the same domain functions as in life; what a test does not say is believable."""

from typing import Any

import factory

from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.houses import add_house
from crm.accounting.models import Account, House
from crm.company.domain import contractors
from crm.company.domain.contractors import Details
from crm.company.domain.employees import hire
from crm.company.domain.offices import USUAL_WEEK, save_office
from crm.company.models import Contractor, Employee, Office
from crm.dispatch.domain.requests import open_request
from crm.dispatch.enums import Source
from crm.dispatch.models import Request
from crm.meters.domain.meters import Details as MeterDetails
from crm.meters.domain.meters import add_meter
from crm.meters.enums import Resource
from crm.meters.models import Meter
from crm.request_types.models import RequestType
from crm.rights.enums import Role
from identity.models import User
from tenants.models import Tenant


class TenantFactory(factory.Factory):
    """A company that is not saved: `tenants.domain.provisioning.begin` saves it."""

    class Meta:
        model = Tenant

    slug = "gamma"
    short_name = "УК «Гамма»"
    full_name = "ООО «УК Гамма»"
    kind = "company"
    inn = "7707083893"
    kpp = "590401001"
    city = "Верхнекамск"
    region = "Пермский край"
    federal_district = "volga"


class _ThroughDomain(factory.Factory):
    """`act` is the domain function that makes the object."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        return cls.act(**kwargs)


class EmployeeFactory(_ThroughDomain):
    class Meta:
        model = Employee

    act = staticmethod(hire)
    last_name = "Иванова"
    first_name = "Нина"
    patronymic = "Петровна"
    role = Role.HEAD
    email = factory.LazyAttribute(lambda employee: f"{employee.role}@example.ru")
    by = None
    send_password = False


class OfficeFactory(_ThroughDomain):
    class Meta:
        model = Office

    act = staticmethod(lambda **fields: save_office(None, **fields))
    name = factory.Sequence(lambda count: f"Офис {count + 1}")
    address = "Верхнекамск, ул. Ленина, д. 1"
    week = USUAL_WEEK
    by = None


class HouseFactory(_ThroughDomain):
    class Meta:
        model = House

    act = staticmethod(add_house)
    city = "Верхнекамск"
    street = "Ленина"
    number = factory.Sequence(lambda count: str(count + 1))
    by = None


class AccountFactory(_ThroughDomain):
    class Meta:
        model = Account

    act = staticmethod(add_account)
    house = factory.SubFactory(HouseFactory)
    number = factory.Sequence(lambda count: f"{count + 1:08d}")
    last_name = "Иванова"
    first_name = "Нина"
    patronymic = "Петровна"
    flat = factory.Sequence(lambda count: str(count + 1))
    by = None


def _add_meter(*, by: User | None, account: Account | None = None, house: House | None = None, **details: Any) -> Meter:
    first = details.pop("first", None)
    account = account or (None if house else AccountFactory())
    return add_meter(MeterDetails(**details), account=account, house=house, first=first, by=by)


class MeterFactory(_ThroughDomain):
    class Meta:
        model = Meter

    act = staticmethod(_add_meter)
    resource = Resource.COLD_WATER
    number = factory.Sequence(lambda count: f"{43512775 + count}")
    by = None


def _add_contractor(*, by: User | None, request_types: list[RequestType] | None = None, **details: Any) -> Contractor:
    types = [RequestType.objects.get(name="Холодное водоснабжение")] if request_types is None else request_types
    return contractors.add(Details(**details), request_types=types, by=by)


class ContractorFactory(_ThroughDomain):
    class Meta:
        model = Contractor

    act = staticmethod(_add_contractor)
    short_name = factory.Sequence(lambda count: f"ООО «Водяной {count + 1}»")
    by = None


def data_of(employee: Employee, **other: object) -> dict[str, object]:
    """What `employees.change` takes, as the employee is now but for `other`."""
    user = employee.user
    own = {
        "last_name": user.last_name,
        "first_name": user.first_name,
        "patronymic": user.patronymic,
        "email": user.email,
        "phone": user.phone,
        "position": employee.position,
        "extension": employee.extension,
        "request_types": list(employee.request_types.all()),
        "sections": list(user.sections.all()),
        "role": Role(user.access.role),
        "is_active": user.is_active,
    }
    return own | other


class RequestFactory(_ThroughDomain):
    class Meta:
        model = Request

    act = staticmethod(open_request)
    house = factory.SubFactory(HouseFactory)
    text = "Течёт стояк на кухне"
    source = Source.PHONE
    by = None
