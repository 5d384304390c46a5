"""What is asked for of the journal and of a day's orders. A wrong value is left out and says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from crm.accounting.models import House
from crm.company.models import Employee
from crm.dispatch import rights
from crm.dispatch.domain import journal
from crm.dispatch.domain.days import today
from crm.journal.filters import form_in_words
from crm.rights.domain.rows import within
from identity.may import may
from identity.models import User


def day_box(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class Asked(forms.Form):
    """A form of a GET: what the address does not say at all is as usual, what it says empty is empty."""

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__({**self.usual(), **{name: data[name] for name in data}})
        self.user = user

    def usual(self) -> dict[str, Any]:
        """What is asked for until somebody asks."""
        return {}

    def choose_from(self, **querysets: Any) -> None:
        """Whom the boxes offer."""
        for name, queryset in querysets.items():
            field: Any = self.fields[name]
            field.queryset = queryset

    def told(self) -> dict[str, str]:
        """Label → value of what is asked, for the entry of an export."""
        return form_in_words(self)

    def refuse_backwards(self, cleaned: dict[str, Any]) -> None:
        """The days go forwards."""
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "Последний день раньше первого.")


class JournalForm(Asked):
    """Of which days and house the journal is wanted."""

    since = day_box("С")
    until = day_box("По")
    house = forms.ModelChoiceField(House.objects.none(), label="Дом", required=False, empty_label="Все дома")
    nameless = forms.BooleanField(
        label="Без имён и телефонов", required=False, help_text="Чтобы показать журнал собственникам."
    )

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data, user=user)
        self.choose_from(house=within(House.objects.all(), rights.SEE_ANALYSIS, user=user))

    def usual(self) -> dict[str, Any]:
        """This month so far."""
        return {"since": f"{today().replace(day=1):%Y-%m-%d}", "until": f"{today():%Y-%m-%d}"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self.refuse_backwards(cleaned)
        return cleaned

    @property
    def sought(self) -> journal.Sought:
        """What is asked; the usual days instead of wrong ones."""
        self.is_valid()
        data, day = self.cleaned_data, today()
        until = data.get("until") or day
        since = data.get("since") or min(day, until).replace(day=1)
        return journal.Sought(
            since=since, until=until, house=data.get("house"), with_people=not data.get("nameless", False)
        )


class OrdersForm(Asked):
    """Of which day, and whose, the orders are to be printed."""

    day = day_box("День")
    executor = forms.ModelChoiceField(Employee.objects.none(), label="Исполнитель", required=False, empty_label="Все")

    def __init__(self, data: Mapping[str, Any], *, user: User) -> None:
        super().__init__(data, user=user)
        if may(user, rights.ASSIGN_REQUESTS):
            self.choose_from(executor=Employee.objects.filter(user__is_active=True).select_related("user"))
        else:  # his own and no list of all
            del self.fields["executor"]

    def usual(self) -> dict[str, Any]:
        """Today."""
        return {"day": f"{today():%Y-%m-%d}"}

    @property
    def chosen(self) -> tuple[date, Employee | None]:
        """The day and the executor; today instead of a wrong day."""
        self.is_valid()
        return self.cleaned_data.get("day") or today(), self.cleaned_data.get("executor")
