"""Blocks of the home page, with their words for editors; some of them stand on free pages too (`page_blocks`).

Whatever of HTML a block holds is an `HtmlBlock`, which goes through the one door of `rich_text`.
"""

from typing import Any

from django.core.validators import RegexValidator
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from rich_text.blocks import HtmlBlock
from sites_cms.pages.enums import BODY

MOST_NEWS, MOST_QUESTIONS, MOST_SERVICES, MOST_PHOTOS, MOST_BLOCKS = 6, 10, 12, 24, 30
_TITLE_HELP = "Пусто — заголовок обычный."
_ADDRESS = RegexValidator(
    r"^(https?://[^\s/]+\S*|/([^/\\\s]\S*)?)$", "Это не адрес страницы. Нужно «/novosti/…» или «https://…»."
)
# Names of files in `site/icons`.
ICONS = [
    ("wrench", "Ремонт"),
    ("drop", "Вода"),
    ("bolt", "Электричество"),
    ("meter", "Счётчик"),
    ("key", "Ключ"),
    ("house", "Дом"),
    ("paper", "Документ"),
    ("card", "Оплата"),
    ("phone", "Телефон"),
    ("clock", "Время"),
    ("info", "Справка"),
]


class _OfHome(blocks.StructBlock):
    """A block that shows what stands elsewhere: without it there, nothing is drawn."""

    title = blocks.CharBlock(label="Заголовок", max_length=80, required=False, help_text=_TITLE_HELP)


class Notices(_OfHome):
    """What is planned: outages to come, works of which houses were told."""

    class Meta:
        label = "Плановые работы"
        icon = "calendar-alt"
        description = "Отключения впереди и работы по домам. Что отключено сейчас, стоит вверху страницы всегда."


class LatestNews(_OfHome):
    """The latest news for all houses."""

    number = blocks.IntegerBlock(label="Сколько новостей", min_value=1, max_value=MOST_NEWS, default=3)

    class Meta:
        label = "Новости"
        icon = "list-ul"
        description = "Последние новости для всех домов. Рядом с вопросами встанет в две колонки."


class TopQuestions(_OfHome):
    """The heaviest questions."""

    number = blocks.IntegerBlock(label="Сколько вопросов", min_value=1, max_value=MOST_QUESTIONS, default=5)

    class Meta:
        label = "Частые вопросы"
        icon = "help"
        description = "Первые вопросы из «Вопросы (FAQ)»."


class OurOffices(_OfHome):
    """Offices of «Компания», open or closed now."""

    class Meta:
        label = "Офисы"
        icon = "group"
        description = "Адреса, часы и «открыто» — из раздела «Компания — Офисы»."


class Service(blocks.StructBlock):
    """One service as a card."""

    icon = blocks.ChoiceBlock(label="Значок", choices=ICONS, default="wrench")
    title = blocks.CharBlock(label="Услуга", max_length=80)
    text = blocks.TextBlock(label="Коротко", max_length=300, required=False, rows=2)
    price = blocks.CharBlock(label="Цена", max_length=40, required=False, help_text="Например, «от 500 ₽».")
    link = blocks.CharBlock(
        label="Ссылка «Подробнее»", max_length=300, required=False, validators=[_ADDRESS],
        help_text="Страница сайта «/o-kompanii/» или полный адрес «https://…». Можно не указывать.",
    )  # fmt: skip

    class Meta:
        label = "Услуга"
        icon = "tick"


class Services(blocks.StructBlock):
    """What can be ordered, as cards."""

    title = blocks.CharBlock(label="Заголовок", max_length=80, default="Услуги")
    cards = blocks.ListBlock(Service(), label="Услуги", max_num=MOST_SERVICES)

    class Meta:
        label = "Услуги"
        icon = "clipboard-list"
        description = "Карточки: что делаете, сколько стоит, где подробности."


class Photo(blocks.StructBlock):
    """A picture and what is on it: who does not see it, hears that."""

    photo = ImageChooserBlock(label="Снимок")
    alt = blocks.CharBlock(
        label="Что на снимке", max_length=150,
        help_text="Для тех, кто не видит: «Новая детская площадка во дворе дома 86».",
    )  # fmt: skip

    class Meta:
        label = "Снимок"
        icon = "image"


class Gallery(blocks.StructBlock):
    """Photos in a row of equal ones; each opens large."""

    title = blocks.CharBlock(label="Заголовок", max_length=80, required=False)
    photos = blocks.ListBlock(Photo(), label="Снимки", max_num=MOST_PHOTOS)

    class Meta:
        label = "Фотографии"
        icon = "image"
        template = "site/blocks/gallery.html"
        description = "Снимки одного размера; по нажатию открываются крупно."


class FreeText(HtmlBlock):
    """Formatted text: whatever the other blocks do not say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": BODY, "label": "Текст", **kwargs})

    class Meta:
        icon = "pilcrow"
        template = "site/blocks/text.html"
        description = "Текст с оформлением, ссылками и видео."


class HomeBlocks(blocks.StreamBlock):
    """The home page below its first screen, which nobody can lose."""

    notices = Notices()
    news = LatestNews()
    questions = TopQuestions()
    services = Services()
    offices = OurOffices()
    text = FreeText()
    gallery = Gallery()

    class Meta:
        max_num = MOST_BLOCKS
        block_counts = {
            "notices": {"max_num": 1},
            "news": {"max_num": 1},
            "questions": {"max_num": 1},
            "offices": {"max_num": 1},
            "gallery": {"max_num": 5},
        }


# A home page as it was before it had blocks, and as a new one is; kept as rows keep it.
FIRST_HOME: list[dict[str, Any]] = [
    {"id": "5d3b0f5e-0001-4c57-9a86-1f4e8c000001", "type": "news", "value": {"title": "", "number": 3}},
    {"id": "5d3b0f5e-0002-4c57-9a86-1f4e8c000002", "type": "questions", "value": {"title": "", "number": 5}},
    {"id": "5d3b0f5e-0003-4c57-9a86-1f4e8c000003", "type": "offices", "value": {"title": ""}},
]


def first_home() -> list[dict[str, Any]]:
    """The blocks of a home page that nobody has touched."""
    return FIRST_HOME
