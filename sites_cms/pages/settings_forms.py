from django import forms
from django.db import transaction

from identity.models import User
from sites_cms.appearance.models import Appearance
from sites_cms.chat.domain import switching
from sites_cms.pages.domain import moderation


class SiteSettingsForm(forms.Form):
    """«Контент сайта — Настройки»."""

    code = forms.CharField(
        label="Код чата Живосайт",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
        help_text="Зарегистрируйтесь на jivosite.ru, скопируйте код для вставки на сайт и вставьте сюда целиком. "
        "Сотрите код — чата на сайте не будет.",
    )
    checks_news = forms.BooleanField(
        label="Новости выходят после проверки руководителем",
        required=False,
        help_text="Тогда сотрудник без права «Проверять новости» отправляет новость на проверку, а не публикует.",
    )

    @transaction.atomic
    def apply(self, *, by: User) -> Appearance:
        """Both settings, or neither. Raises DomainError."""
        moderation.switch(on=self.cleaned_data["checks_news"], by=by)
        return switching.set_chat(code=self.cleaned_data["code"], by=by)
