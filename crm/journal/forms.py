from typing import Any

from django import forms
from django.core.validators import validate_ipv46_address
from wagtail.admin.widgets import AdminDateInput

from crm.journal import acts
from crm.journal.domain.queries import Sought, types_met
from crm.journal.domain.showing import SYSTEM, name_of_type
from crm.journal.enums import Kind
from crm.journal.filters import form_in_words
from identity.models import User

_KIND = "kind:"
_BY_SYSTEM = "system"


class JournalFilter(forms.Form):
    """What somebody looks for in the journal. A wrong value finds nothing less: it says so and is left out."""

    who = forms.ChoiceField(label="Кто", required=False)
    act = forms.ChoiceField(label="Действие", required=False)
    since = forms.DateField(label="С даты", required=False, widget=AdminDateInput)
    until = forms.DateField(label="По дату", required=False, widget=AdminDateInput)
    q = forms.CharField(label="Текст", required=False, max_length=100)
    type = forms.ChoiceField(label="Вид объекта", required=False)
    address = forms.CharField(label="Адрес (IP)", required=False, max_length=45, validators=[validate_ipv46_address])
    object = forms.RegexField(
        r"[a-z_]+\.[a-z_]+:[\w-]{1,40}", label="Объект", required=False, widget=forms.HiddenInput
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_staff=True).order_by("last_name", "first_name", "pk")
        self._field("who").choices = [("", "Все"), (_BY_SYSTEM, SYSTEM), *((str(one.pk), str(one)) for one in people)]
        self._field("act").choices = [("", "Любое"), *_grouped_acts()]
        types = sorted((name_of_type(label), label) for label in types_met())
        self._field("type").choices = [("", "Любой"), *((label, name) for name, label in types)]

    def sought(self) -> Sought:
        """What is asked, as the queries take it; what is wrong is not asked."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value}
        who, act = data.get("who", ""), data.get("act", "")
        object_type, _, object_id = data.get("object", "").partition(":")
        return Sought(
            actor_id=int(who) if who.isdigit() else None,
            by_system=who == _BY_SYSTEM,
            actions=acts.codes_of(Kind(act.removeprefix(_KIND))) if act.startswith(_KIND) else [act] if act else [],
            object_type=object_type or data.get("type", ""),
            object_id=object_id,
            since=data.get("since"),
            until=data.get("until"),
            address=data.get("address", ""),
            text=data.get("q", ""),
        )

    def told(self) -> dict[str, str]:
        """Label → value of what is asked, for the journal's own entry of an export."""
        return form_in_words(self)

    def _field(self, name: str) -> Any:
        return self.fields[name]


def _grouped_acts() -> list[tuple[str, list[tuple[str, str]]]]:
    groups = []
    for kind in Kind:
        of_kind = sorted((act.words, act.code) for act in acts.acts() if act.kind == kind)
        if of_kind:
            every = (f"{_KIND}{kind.value}", f"{kind.label}: все")
            groups.append((str(kind.label), [every, *((code, words) for words, code in of_kind)]))
    return groups
