"""What is looked at in «Анализ»."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms

from crm.accounting.models import House
from crm.company.models import Contractor, Employee
from crm.dispatch import rights
from crm.dispatch.domain.analysis import Selection
from crm.dispatch.domain.days import day_span, today
from crm.dispatch.domain.filtering import STATES, Wanted
from crm.dispatch.enums import Place, Priority, Source
from crm.dispatch.forms.papers import Asked, day_box
from crm.request_types.models import RequestType
from crm.rights.domain.rows import within
from crm.rights.models import Section
from identity.models import User

USUAL_DAYS = 30  # that are shown until somebody asks for others
_PAID = {"yes": "платные", "no": "бесплатные"}
_KEPT = {"in_time": "в срок", "late": "с опозданием"}


class AnalysisFilter(Asked):
    """«Анализ»: any field of a request."""

    since = day_box("Создана с")
    until = day_box("по")
    state = forms.ChoiceField(label="Статус", choices=list(STATES.items()), required=False)
    type = forms.ModelChoiceField(RequestType.objects.all(), label="Тип", required=False, empty_label="все")
    priority = forms.TypedChoiceField(
        label="Приоритет", choices=[("", "все"), *Priority.choices], coerce=lambda value: Priority(int(value)),
        empty_value=None, required=False,
    )  # fmt: skip
    house = forms.ModelChoiceField(House.objects.none(), label="Дом", required=False, empty_label="все")
    executor = forms.ModelChoiceField(Employee.objects.none(), label="Исполнитель", required=False, empty_label="все")
    contractor = forms.ModelChoiceField(Contractor.objects.all(), label="Подрядчик", required=False, empty_label="все")
    kept = forms.ChoiceField(label="Срок", choices=[("", "все"), *_KEPT.items()], required=False)
    q = forms.CharField(label="Номер, адрес, имя", max_length=100, required=False)
    section = forms.ModelChoiceField(Section.objects.all(), label="Участок", required=False, empty_label="все")
    place = forms.ChoiceField(label="Где в доме", choices=[("", "везде"), *Place.choices], required=False)
    source = forms.ChoiceField(label="Как поступила", choices=[("", "все"), *Source.choices], required=False)
    paid = forms.ChoiceField(label="Оплата", choices=[("", "все"), *_PAID.items()], required=False)
    responsible = forms.ModelChoiceField(
        Employee.objects.none(), label="Ответственный", required=False, empty_label="все"
    )
    author = forms.ModelChoiceField(User.objects.none(), label="Кто создал", required=False, empty_label="все")
    returned = forms.BooleanField(label="Возвращал житель", required=False)
    repeated = forms.BooleanField(label="Повторные", required=False)

    FEW = ("since", "until", "state", "type", "priority", "house", "executor", "contractor")

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data, user=user)
        employees = Employee.objects.select_related("user")  # who has left is asked for too
        self.choose_from(
            house=within(House.objects.all(), rights.SEE_ANALYSIS, user=user),
            executor=employees, responsible=employees,
            author=User.objects.filter(is_staff=True).order_by("last_name", "first_name", "pk"),
        )  # fmt: skip

    def usual(self) -> dict[str, Any]:
        """The last month, whatever became of them."""
        day = today()
        return {
            "since": f"{day - timedelta(days=USUAL_DAYS - 1):%Y-%m-%d}", "until": f"{day:%Y-%m-%d}", "state": "all",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_backwards(cleaned)
        return cleaned

    @property
    def selection(self) -> Selection:
        """What was asked for."""
        self.is_valid()
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        wanted = Wanted(
            state=data.get("state") or "all", text=data.get("q", ""), type=data.get("type"),
            priority=data.get("priority"), house=data.get("house"), executor=data.get("executor"),
            contractor=data.get("contractor"), paid=data.get("paid") == "yes",
            since=day_span(since)[0] if since else None, until=day_span(until)[1] if until else None,
        )  # fmt: skip
        return Selection(
            wanted=wanted, kept=data.get("kept", ""), section=data.get("section"),
            place=Place(data["place"]) if data.get("place") else None,
            source=Source(data["source"]) if data.get("source") else None,
            responsible=data.get("responsible"), author=data.get("author"), free=data.get("paid") == "no",
            returned=data.get("returned", False), repeated=data.get("repeated", False),
        )  # fmt: skip

    @property
    def few(self) -> list[forms.BoundField]:
        """The boxes that are seen at once."""
        return [self[name] for name in self.FEW]

    @property
    def further(self) -> list[forms.BoundField]:
        """The others."""
        return [self[name] for name in self.fields if name not in self.FEW]

    @property
    def asks_further(self) -> bool:
        """One of the others is asked, or wrong."""
        self.is_valid()
        return any(self.cleaned_data.get(box.name) or box.errors for box in self.further)
