from typing import Any

from django import forms

from crm.company.domain import own_notices
from identity.models import User
from notifications.kinds import By, NoticeKind


class OwnNoticesForm(forms.Form):
    """Which notices come by which channel: one field for each channel. Only what the page showed is changed."""

    def __init__(self, *args: Any, instance: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employee = instance.employee
        wanted = own_notices.wanted_by(self.employee)
        for channel, kinds in own_notices.offered_to(instance).items():
            self.fields[channel.value] = forms.MultipleChoiceField(
                label=channel.label,
                choices=[(kind.code, _words(kind)) for kind in kinds],
                initial=sorted(wanted[channel]),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields[f"{channel.value}_shown"] = forms.BooleanField(
                required=False, initial=True, widget=forms.HiddenInput
            )

    def save(self) -> None:
        """Called by Wagtail's account page within its transaction."""
        data = self.cleaned_data
        own_notices.choose_notices(
            self.employee,
            wanted={By(name): frozenset(data[name]) for name in By.values if data.get(f"{name}_shown")},
        )


def _words(kind: NoticeKind) -> str:
    return f"{kind.label}: {kind.hint}" if kind.hint else kind.label
