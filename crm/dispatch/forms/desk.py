from typing import Any

from django import forms

from crm.accounting.models import House
from crm.company.models import Contractor, Employee
from crm.dispatch import rights
from crm.dispatch.domain.filtering import STATES, Wanted
from crm.dispatch.enums import Priority
from crm.request_types.models import RequestType
from crm.rights.domain.rows import within
from identity.may import may
from identity.models import User


class DeskFilter(forms.Form):
    """What the desk shows. A wrong value asks for nothing: a list is better than an error."""

    state = forms.ChoiceField(label="Статус", choices=list(STATES.items()), required=False, initial="open")
    q = forms.CharField(label="Найти", max_length=100, required=False)
    type = forms.ModelChoiceField(RequestType.objects.all(), label="Тип", required=False, empty_label="все")
    priority = forms.TypedChoiceField(
        label="Приоритет", choices=[("", "все"), *Priority.choices], coerce=lambda value: Priority(int(value)),
        empty_value=None, required=False,
    )  # fmt: skip
    house = forms.ModelChoiceField(House.objects.none(), label="Дом", required=False, empty_label="все")
    executor = forms.ModelChoiceField(Employee.objects.none(), label="Исполнитель", required=False, empty_label="все")
    contractor = forms.ModelChoiceField(Contractor.objects.all(), label="Подрядчик", required=False, empty_label="все")
    mine = forms.BooleanField(label="Только мои", required=False)
    paid = forms.BooleanField(label="Платные", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        houses: Any = self.fields["house"]
        houses.queryset = within(House.objects.order_by("address_key"), rights.SEE_REQUESTS, user=user)
        if not may(
            user, rights.ASSIGN_REQUESTS
        ):  # whoever works in the yard sees what is his, and needs no list of all
            del self.fields["executor"], self.fields["contractor"]
            return
        employees: Any = self.fields["executor"]
        employees.queryset = Employee.objects.filter(user__is_active=True).select_related("user")

    @property
    def wanted(self) -> Wanted:
        """What was asked for."""
        if not self.is_bound:
            return Wanted()
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            state=data.get("state") or "open", text=data.get("q", ""), type=data.get("type"),
            priority=data.get("priority"), house=data.get("house"), executor=data.get("executor"),
            contractor=data.get("contractor"), mine=data.get("mine", False), paid=data.get("paid", False),
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Something beside the status was asked for."""
        return self.wanted != Wanted(state=self.wanted.state)
