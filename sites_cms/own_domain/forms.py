from django import forms

from identity.models import User
from sites_cms.own_domain.domain import own_domain
from tenants.models import DomainClaim


class DomainForm(forms.Form):
    """«Указать домен»."""

    host = forms.CharField(
        label="Ваш домен", max_length=250,
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}),
        help_text="Например, uk-uyut.ru или ук-уют.рф. С www или без — как напишете, так и будет в адресе; второй "
        "вариант откроет тот же сайт.",
    )  # fmt: skip

    def apply(self, *, by: User) -> DomainClaim:
        """Name the domain. Raises DomainError."""
        return own_domain.claim(typed=self.cleaned_data["host"], by=by)
