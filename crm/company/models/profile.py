from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from tenants import requisites


@register_setting(icon="home")
class Profile(BaseGenericSetting):
    """«Моя компания»: one row. Names, ИНН, КПП and ОГРН come from the join form; the rest is filled in here.

    The resident's site, invoices and print forms take everything from this row.
    """

    short_name = models.CharField("краткое название", max_length=120)
    full_name = models.CharField("полное название", max_length=300)
    inn = models.CharField("ИНН", max_length=10, validators=[requisites.validate_organisation_inn])
    kpp = models.CharField("КПП", max_length=9, blank=True, validators=[requisites.validate_kpp])
    ogrn = models.CharField("ОГРН", max_length=13, blank=True, validators=[requisites.validate_ogrn])
    legal_address = models.CharField("юридический адрес", max_length=300, blank=True)
    address = models.CharField("адрес офиса", max_length=300, blank=True, help_text="Куда приходят жители.")
    emergency_phone = models.CharField(
        "телефон аварийной диспетчерской", max_length=40, blank=True, help_text="Круглосуточный. Стоит на сайте первым."
    )
    phone = models.CharField("телефон офиса", max_length=40, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    working_hours = models.CharField(
        "часы работы", max_length=200, blank=True, help_text="Пн–пт 9:00–18:00, обед 13:00–14:00"
    )
    bik = models.CharField("БИК", max_length=9, blank=True, validators=[requisites.validate_bik])
    bank = models.CharField("наименование банка", max_length=160, blank=True)
    settlement_account = models.CharField(
        "расчётный счёт", max_length=20, blank=True, validators=[requisites.validate_account_number]
    )
    correspondent_account = models.CharField(
        "корреспондентский счёт", max_length=20, blank=True, validators=[requisites.validate_account_number]
    )
    head = models.CharField("руководитель", max_length=160, blank=True, help_text="Фамилия, имя, отчество и должность.")
    about = models.TextField("дополнительная информация", blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("short_name"),
                FieldPanel("full_name"),
                FieldRowPanel(["inn", "kpp", "ogrn"]),
                FieldPanel("head"),
            ],
            heading="Организация",
        ),
        MultiFieldPanel(
            [
                FieldPanel("emergency_phone"),
                FieldRowPanel(["phone", "email"]),
                FieldPanel("address"),
                FieldPanel("working_hours"),
                FieldPanel("about"),
            ],
            heading="Для жителей: это увидят на сайте",
        ),
        MultiFieldPanel(
            [
                FieldPanel("legal_address"),
                FieldRowPanel(["bik", "bank"]),
                FieldRowPanel(["settlement_account", "correspondent_account"]),
            ],
            heading="Реквизиты: они встанут в счета и документы",
        ),
    ]

    class Meta:
        verbose_name = "Моя компания"
        verbose_name_plural = "Моя компания"

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        for field in ("settlement_account", "correspondent_account"):
            account = getattr(self, field)
            if not account:
                continue
            if not self.bik:
                errors["bik"] = "Укажите БИК банка: без него счёт не проверить."
                continue
            try:
                requisites.validate_account_key(account, bik=self.bik)
            except ValidationError as error:
                errors[field] = error.message
        if errors:
            raise ValidationError(errors)
