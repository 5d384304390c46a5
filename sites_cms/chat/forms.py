from django import forms

from identity.models import User
from sites_cms.appearance.models import Appearance
from sites_cms.chat.domain import switching


class SiteSettingsForm(forms.Form):
    """«Контент сайта — Настройки»."""

    code = forms.CharField(
        label="Код чата Живосайт",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
        help_text="Зарегистрируйтесь на jivosite.ru, скопируйте код для вставки на сайт и вставьте сюда целиком. "
        "Сотрите код — чата на сайте не будет.",
    )

    def apply(self, *, by: User) -> Appearance:
        return switching.set_chat(code=self.cleaned_data["code"], by=by)
