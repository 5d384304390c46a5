from typing import Any

from django import forms

from crm.accounting.domain import sections
from crm.accounting.forms.fields import ThroughDomainForm
from crm.accounting.models import House
from crm.rights.domain import access
from crm.rights.models import Section
from identity.may import may
from identity.models import User


class _PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class SectionForm(ThroughDomainForm):
    """«Участок»: its houses and its people."""

    name = forms.CharField(label="Название", max_length=100, help_text="Например, «Центр» или «Участок № 2».")
    houses = forms.ModelMultipleChoiceField(
        label="Дома",
        queryset=House.objects.select_related("section"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Дом бывает на одном участке: отмеченный здесь уйдёт с прежнего.",
    )
    people = _PeopleField(
        label="Кто здесь работает",
        queryset=User.objects.filter(is_active=True, employee__isnull=False).order_by("last_name", "first_name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Тот, кому открыты «мои участки», увидит дома отсюда.",
    )

    class Meta:
        model = Section
        fields: list[str] = []

    def __init__(self, *args: Any, for_user: User, **kwargs: Any) -> None:
        super().__init__(*args, for_user=for_user, **kwargs)
        if self.instance.pk:
            self.fields["name"].initial = self.instance.name
            self.fields["houses"].initial = list(self.instance.houses.values_list("pk", flat=True))
            self.fields["people"].initial = list(self.instance.people.values_list("pk", flat=True))
        if not may(for_user, access.MANAGE_RIGHTS):
            self.fields["people"].disabled = True
            self.fields["people"].help_text = "Меняет тот, кто раздаёт права."

    def apply(self, *, by: User) -> Section:
        before = self.instance if self.instance.pk else None
        return sections.save_section(before, **self.cleaned_data, by=by)
