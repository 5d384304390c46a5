from django import forms

from crm.company.domain import own_mail
from identity.models import User
from notifications.models import MailDomain


class SenderForm(forms.Form):
    """«Адрес отправителя»."""

    address = forms.CharField(
        label="Адрес отправителя", max_length=320,
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text="Например, info@uk-uyut.ru. Ящик на этом адресе у вас должен быть: туда жители будут отвечать.",
    )  # fmt: skip

    def apply(self, *, by: User) -> MailDomain:
        """Name the address. Raises DomainError."""
        return own_mail.name_sender(typed=self.cleaned_data["address"], by=by)
