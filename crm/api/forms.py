from datetime import timedelta

from django import forms
from django.utils import timezone

from crm.api.domain import tokens
from crm.api.domain.tokens import Issued
from crm.rights import registry
from crm.rights.domain import access
from identity.channels import Channel
from identity.models import User

_LIVES = {"30": "30 дней", "90": "3 месяца", "365": "год", "730": "2 года", "1095": "3 года"}
USUAL = "365"


class IssueForm(forms.Form):
    """A new key: what for, until when, and whether it may do less than its owner."""

    name = forms.CharField(
        label="Для чего ключ",
        max_length=60,
        help_text="Например: «1С» или «Скрипт показаний». По названию его потом узнают.",
    )
    expires = forms.ChoiceField(label="Сколько действует", choices=list(_LIVES.items()), initial=USUAL)
    only = forms.MultipleChoiceField(
        label="Что можно по этому ключу",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Оставьте только нужное программе. Больше, чем открыто вам, ключ не даст.",
        error_messages={"invalid_choice": "Отметьте действия из списка."},
    )

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as Django's form takes them
        self.user = user
        own = access.codes_through(user, Channel.API)
        self.choices = [(action.code, action.label) for action in registry.actions() if action.code in own]
        self.fields["only"].choices = self.choices  # type: ignore[attr-defined]  # a field of choices
        self.fields["only"].initial = [code for code, _ in self.choices]

    def issue(self) -> Issued:
        """Everything ticked is no narrowing: then the key follows the person's rights as they change."""
        data = self.cleaned_data
        everything = len(data["only"]) == len(self.choices)
        return tokens.issue(
            user=self.user,
            name=data["name"],
            expires_at=timezone.now() + timedelta(days=int(data["expires"])),
            only=None if everything else data["only"],
        )
