"""Keeping robots out without a CAPTCHA: a field that only they fill in, and a form that only they send at once."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing

MINIMAL_AGE = timedelta(seconds=2)
_SALT = "registration.form-shown"


class HumanForm(forms.Form):
    """A public form with a trap and with the signed time at which it was shown."""

    website = forms.CharField(required=False, label="Не заполняйте это поле")
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = signing.TimestampSigner(salt=_SALT).sign("form")
        self.fields["website"].widget.attrs = {"autocomplete": "off", "tabindex": "-1"}

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Похоже, форму заполнила программа. Очистите скрытое поле и отправьте ещё раз.")
        return ""

    def clean_shown(self) -> str:
        """Any age but the youngest will do: people leave a form open over lunch."""
        signer = signing.TimestampSigner(salt=_SALT)
        shown = self.cleaned_data["shown"]
        try:
            signer.unsign(shown)
        except signing.BadSignature:
            raise forms.ValidationError("Форма устарела. Обновите страницу и отправьте ещё раз.") from None
        try:
            signer.unsign(shown, max_age=MINIMAL_AGE)
        except signing.SignatureExpired:
            return shown
        raise forms.ValidationError("Форма отправлена слишком быстро. Проверьте её и нажмите кнопку ещё раз.")
