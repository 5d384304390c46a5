"""What the platform's home page is made of."""

from wagtail import blocks

from rich_text.blocks import HtmlBlock

ICONS = [
    ("desk", "Рабочий стол диспетчера"),
    ("letter", "Письмо"),
    ("calendar", "Календарь"),
    ("site", "Сайт"),
    ("phone", "Телефон"),
    ("bell", "Колокольчик"),
    ("card", "Карта оплаты"),
    ("meter", "Счётчик"),
    ("table", "Таблица"),
    ("paper", "Документ"),
    ("people", "Люди"),
    ("shield", "Щит"),
]


class Capability(blocks.StructBlock):
    """One thing that the service does for a company."""

    icon = blocks.ChoiceBlock(label="Значок", choices=ICONS)
    title = blocks.CharBlock(label="Название", max_length=80)
    text = blocks.TextBlock(label="Что это даёт", max_length=400)

    class Meta:
        label = "Возможность"
        icon = "tick"


class JoinStep(blocks.StructBlock):
    """One step of joining."""

    title = blocks.CharBlock(label="Шаг", max_length=80)
    text = blocks.TextBlock(label="Что происходит", max_length=400)

    class Meta:
        label = "Шаг"
        icon = "list-ol"


class Question(blocks.StructBlock):
    """A question about the service itself, with its answer."""

    question = blocks.CharBlock(label="Вопрос", max_length=200)
    answer = HtmlBlock(label="Ответ", features=["bold", "ol", "ul", "link"])

    class Meta:
        label = "Вопрос"
        icon = "help"
