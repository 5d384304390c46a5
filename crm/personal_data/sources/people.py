from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from crm.company.domain import erasing
from crm.company.models import Employee
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line, Question
from identity.models import User
from identity.phones import show_phone


class People:
    """Employees and everybody else who signs in."""

    code = "people"
    title = "Сотрудники и учётные записи"

    def find(self, question: Question, *, limit: int) -> list[Anchor]:
        """By e-mail, phone or name; each that is given has to fit, a name in whatever case."""
        wanted = {
            "email": question.email,
            "phone": question.phone,
            "last_name__iexact": question.last_name,
            "first_name__iexact": question.first_name,
            "patronymic__iexact": question.patronymic,
        }
        wanted = {name: value for name, value in wanted.items() if value}
        if not wanted or question.number:
            return []
        return [_anchor(user) for user in _people().filter(**wanted).order_by("pk")[:limit]]

    def anchors(self, numbers: Iterable[int], *, lock: bool) -> list[Anchor]:
        """The people of these numbers."""
        people = _people().filter(pk__in=list(numbers)).order_by("pk")
        return [_anchor(user) for user in (people.select_for_update(of=("self",)) if lock else people)]

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """The accounts themselves."""
        return [anchor.held for anchor in anchors if anchor.held.source == self.code]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """Names and contacts go; who did what stays."""
        for user in User.objects.filter(pk__in=[_number(row) for row in rows]).order_by("pk"):
            erasing.erase_person(user, by=by)


def _people() -> QuerySet[User]:
    return User.objects.filter(Q(is_staff=True) | Q(is_superuser=False)).select_related("employee", "access")


def _number(row: Held) -> int:
    return int(row.key.partition(":")[2])


def _anchor(user: User) -> Anchor:
    employee: Employee | None = getattr(user, "employee", None)
    objects = {("identity.user", str(user.pk))}
    if employee:
        objects.add(("company.employee", str(employee.pk)))
    return Anchor(
        held=_held(user, employee),
        name=str(user),
        emails=frozenset({user.email}),
        objects=frozenset(objects),
        user_id=user.pk,
    )


def _held(user: User, employee: Employee | None) -> Held:
    verdict, why = Verdict.ERASE, "Человек не работает: имя, почта, телефон и фото заменим пометкой."
    if erasing.is_erased(user):
        verdict, why = Verdict.DONE, "Стёрто раньше."
    elif reason := erasing.why_kept(user):
        verdict, why = Verdict.KEEP, reason
    access = getattr(user, "access", None)
    number = f"сотрудник № {employee.pk}" if employee else f"учётная запись № {user.pk}"
    lines = [
        Line("Фамилия, имя, отчество", user.get_full_name(), goes=True),
        Line("Электронная почта", user.email, goes=True),
        Line("Мобильный телефон", show_phone(user.phone) if user.phone else "", goes=True),
        Line("Должность", employee.position if employee else ""),
        Line("Роль", str(access) if access else ""),
        Line("Состояние", "Работает" if user.is_active else "Не работает"),
    ]
    return Held(
        source=People.code,
        key=f"{People.code}:{user.pk}",
        title=f"{user}, {number}",
        neutral=number[:1].upper() + number[1:],
        lines=tuple(line for line in lines if line.value),
        ground=grounds.EMPLOYMENT,
        verdict=verdict,
        why=why,
        since=localtime(user.date_joined).date(),
        edit_url=reverse("employees:edit", args=[employee.pk]) if employee else "",
    )
