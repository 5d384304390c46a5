"""Forms of Wagtail's editor where its own are not enough. Apart from `forms`, which need the models."""

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

from crm.accounting.houses_field import HousesField


class NewsForm(WagtailAdminPageForm):
    """A piece of news: houses are written, as there may be hundreds of them."""

    houses = HousesField(
        label="Только для домов", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="По одному в строке: «Ленина 86». Пусто — новость для всех. Новость для домов стоит в списке с "
        "пометкой и на страницах этих домов, а на главной её видят те, кто запомнил там свой дом.",
    )  # fmt: skip
