"""The first texts of a new site: true for every company, made of what it said of itself when it joined."""

from django.utils.html import format_html

from sites_cms.pages.enums import WELCOME_NEWS
from sites_cms.pages.models import NewsPage
from tenants.enums import Kind
from tenants.models import Tenant

FAQ_INTRO = "Коротко и по делу: счётчики, квитанции, аварии, перерасчёт."
ABOUT = {Kind.COMPANY: "О компании", Kind.ASSOCIATION: "О товариществе", Kind.COOPERATIVE: "О кооперативе"}
_MANAGES = {
    Kind.COMPANY: "управляет многоквартирными домами",
    Kind.ASSOCIATION: "управляет домом от имени его собственников",
    Kind.COOPERATIVE: "управляет домом от имени членов кооператива",
}

_WE_MANAGE = {
    Kind.COMPANY: "Управляем многоквартирными домами.",
    Kind.ASSOCIATION: "Товарищество собственников жилья.",
    Kind.COOPERATIVE: "Жилищно-строительный кооператив.",
}


def lead(tenant: Tenant) -> str:
    """The company in a phrase."""
    return f"{_WE_MANAGE[Kind(tenant.kind)]} {tenant.city}, {tenant.region}."


def about(tenant: Tenant) -> list[tuple[str, str]]:
    """«О компании», as blocks."""
    who = format_html(
        "<p><b>{name}</b> {manages}. Город — {city}, {region}.</p>",
        name=tenant.short_name, manages=_MANAGES[Kind(tenant.kind)], city=tenant.city, region=tenant.region,
    )  # fmt: skip
    what = (
        "<ul><li>содержим и ремонтируем общее имущество: крышу, подвал, подъезды, стояки;</li>"
        "<li>принимаем заявки об авариях круглосуточно;</li>"
        "<li>считаем плату, принимаем показания счётчиков, отвечаем на обращения.</li></ul>"
    )
    return [("text", who), ("heading", "Что мы делаем"), ("text", what)]


def welcome(tenant: Tenant) -> NewsPage:
    """The news with which the site opens."""
    return NewsPage(
        title="Наш сайт открыт",
        slug=WELCOME_NEWS,
        announcement="Здесь — телефон аварийной диспетчерской, новости дома и ответы на частые вопросы.",
        body=(
            "<p>Сохраните адрес этого сайта в телефоне: с него удобно позвонить в диспетчерскую одним нажатием.</p>"
            "<p>Что уже есть:</p>"
            "<ul><li>телефоны, адрес офиса и часы работы;</li>"
            "<li>ответы на вопросы о счётчиках, квитанциях, перерасчёте и авариях;</li>"
            "<li>новости: об отключениях и работах мы пишем здесь.</li></ul>"
            "<p>Плохо видите мелкий текст? Вверху каждой страницы есть версия для слабовидящих.</p>"
        ),
    )
