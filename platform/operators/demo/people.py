"""Who does what in the demo: sections with their people, extensions, types of requests, rights that differ."""

from itertools import count

from crm.accounting.domain.sections import save_section
from crm.accounting.models import House
from crm.company.models import Employee
from crm.request_types.models import RequestType
from crm.rights.domain.access import Rights, set_rights
from crm.rights.enums import Role, Rows
from crm.rights.models import Access, Section
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from operators.demo.companies import DemoCompany

_MANY_HOUSES = 5
_TYPES = {
    "сантехник": ("Холодное водоснабжение", "Горячее водоснабжение", "Отопление"),
    "электрик": ("Электротехнические работы",),
    "плотник": ("Общестроительные работы", "Кровли"),
    "мастер участка": ("Общестроительные работы", "Придомовая территория", "Холодное водоснабжение"),
}
_SEES_HOUSES = "accounting.see_accounts"


def give_work(company: DemoCompany) -> None:
    """Fill in what is not there yet; the connection is in the company's schema."""
    if Section.objects.exists() or Employee.objects.exclude(extension="").exists():
        return
    head = User.objects.filter(access__role=Role.HEAD).earliest("pk")
    _extensions()
    _types()
    if len(company.houses) >= _MANY_HOUSES:
        _sections(head)
        _let_yard_see_houses(head)


def _extensions() -> None:
    numbers = count(101)
    for employee in Employee.objects.exclude(user__access__role=Role.EXECUTOR).order_by("pk"):
        employee.extension = str(next(numbers))
        employee.save(update_fields=["extension"])


def _types() -> None:
    for employee in Employee.objects.all():
        for word, names in _TYPES.items():
            if word in employee.position.lower():
                employee.request_types.set(RequestType.objects.filter(name__in=names))


def _sections(head: User) -> None:
    houses, yard = list(House.objects.order_by("address_key")), _yard()
    half = len(houses) // 2
    for number, part in enumerate((houses[:half], houses[half:])):
        save_section(None, name=f"Участок № {number + 1}", houses=part, people=yard[number::2], by=head)
    foreman = Employee.objects.filter(user__access__role=Role.EXECUTOR).order_by("pk").first()
    House.objects.filter(pk__in=[house.pk for house in houses[:3]]).update(responsible=foreman)


def _let_yard_see_houses(head: User) -> None:
    """Two fitters who see the houses of their section: the matrix shows them as different from their role."""
    for user in _yard()[:2]:
        now = Rights.of(Access.objects.get(user=user))
        boxes = now.boxes | {Box(_SEES_HOUSES, Channel.COMPUTER)}
        set_rights(user, Rights(now.role, boxes, {_SEES_HOUSES: Rows.SECTION}), by=head)


def _yard() -> list[User]:
    return list(User.objects.filter(access__role__in=[Role.EXECUTOR, Role.INSPECTOR]).order_by("pk"))
