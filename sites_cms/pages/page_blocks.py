"""Blocks of free pages: what stands in a text. Those shared with the home page are in `blocks`."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock

from identity.phones import Phone, phones
from rich_text.blocks import HtmlBlock
from sites_cms.pages.blocks import FreeText, Gallery, Photo
from sites_cms.pages.enums import SIMPLE

MOST_FILES = 30


class Picture(Photo):
    """One picture of the width of the text."""

    caption = blocks.CharBlock(label="Подпись", max_length=200, required=False)

    class Meta:
        label = "Картинка"
        icon = "image"
        template = "site/blocks/picture.html"


class File(blocks.StructBlock):
    """A document to be opened."""

    file = DocumentChooserBlock(label="Файл")
    title = blocks.CharBlock(label="Название", max_length=150, required=False, help_text="Пусто — название файла.")

    class Meta:
        label = "Файл"
        icon = "doc-full"


class Files(blocks.StructBlock):
    """Documents as a list, with kind and size."""

    title = blocks.CharBlock(label="Заголовок", max_length=80, required=False)
    files = blocks.ListBlock(File(), label="Файлы", max_num=MOST_FILES)

    class Meta:
        label = "Документы"
        icon = "doc-full"
        template = "site/blocks/files.html"
        description = "Файлы для скачивания: договор, тарифы, протокол."


class Cells(TypedTableBlock):
    """A table of words and figures."""

    text = blocks.CharBlock(label="Текст", max_length=500, required=False)
    number = blocks.CharBlock(label="Число, справа", max_length=40, required=False)


class Table(blocks.StructBlock):
    """A table that scrolls by itself on a phone."""

    table = Cells(label="Таблица")

    class Meta:
        label = "Таблица"
        icon = "table"
        template = "site/blocks/table.html"


def _first(numbers: Iterable[Phone]) -> Phone | None:
    return next((number for number in numbers if number.dial), None)


class Call(blocks.StructBlock):
    """A button that calls."""

    whom = blocks.ChoiceBlock(
        label="Кому звонить",
        choices=[("emergency", "Аварийная диспетчерская"), ("office", "Офис"), ("other", "Другой номер")],
        default="emergency",
        help_text="Номера диспетчерской и офиса возьмутся из «Моей компании» и останутся верными.",
    )
    phone = blocks.CharBlock(label="Другой номер", max_length=40, required=False)
    words = blocks.CharBlock(label="Подпись", max_length=80, required=False, help_text="Пусто — кому звонить.")

    def clean(self, value: Any) -> Any:
        """Another number has to be named."""
        cleaned = super().clean(value)
        if cleaned["whom"] == "other" and not _first(phones(cleaned["phone"])):
            raise blocks.StructBlockValidationError({"phone": ValidationError("Укажите номер телефона.")})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        numbers = {
            "emergency": context.get("emergency_phones"), "office": context.get("office_phones"),
            "other": phones(value["phone"] or ""),
        }[value["whom"]]  # fmt: skip
        label = dict(self.child_blocks["whom"].field.choices).get(value["whom"], "")
        words = value["words"] or ("Позвонить" if value["whom"] == "other" else label)
        return context | {"number": _first(numbers or []), "words": words}

    class Meta:
        label = "Кнопка звонка"
        icon = "mobile-alt"
        template = "site/blocks/call.html"


class Note(blocks.StructBlock):
    """Words that stand out: somebody's own, or what must not be overlooked."""

    kind = blocks.ChoiceBlock(
        label="Вид", choices=[("quote", "Цитата"), ("notice", "К сведению"), ("warning", "Важно")], default="notice"
    )
    text = HtmlBlock(label="Текст", features=SIMPLE)
    author = blocks.CharBlock(label="Чьи слова", max_length=120, required=False)

    class Meta:
        label = "Цитата или выноска"
        icon = "openquote"
        template = "site/blocks/note.html"


class PageBlocks(blocks.StreamBlock):
    """A free page."""

    heading = blocks.CharBlock(label="Заголовок", max_length=120, icon="title", template="site/blocks/heading.html")
    text = FreeText()
    picture = Picture()
    gallery = Gallery()
    files = Files()
    table = Table()
    call = Call()
    note = Note()

    class Meta:
        max_num = 100
