from django import forms

from sites_cms.houses.consent import CURRENT, VERSIONS


class SubscribeForm(forms.Form):
    """«Получать письма об отключениях»."""

    email = forms.EmailField(
        label="Ваша почта", max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": "Напишите адрес почты.", "invalid": "Это не адрес почты: нет ли опечатки?"},
    )  # fmt: skip
    agree = forms.BooleanField(
        label=VERSIONS[CURRENT], error_messages={"required": "Без согласия писать вам мы не вправе: поставьте отметку."}
    )
