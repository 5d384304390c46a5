"""The field of a model that holds formatted text."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichTextMaxLengthValidator

from rich_text.domain.cleaning import OWN, Kind, clean
from rich_text.domain.storing import frames
from rich_text.domain.videos import recognise

LONGEST = 100_000  # characters without tags: some fifty pages


def refuse_foreign_players(html: str) -> None:
    """Raise ValidationError if a frame stands in the text that is of none of the listed hosts."""
    for address in frames(html):
        if recognise(address) is None:
            raise ValidationError(
                f"Видео «{address[:80]}» на сайт не вставить. Подойдут YouTube, RuTube, VK Видео и Дзен: "
                "возьмите код ролика под кнопкой «Поделиться» — «Встроить»."
            )


class HtmlFormField(forms.CharField):
    """What an editor sends, in the way it is stored: so two versions of a text can be compared (`editing.versions`)."""

    def __init__(self, *, kind: Kind = OWN, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The clean text. A player that would not be shown is told of, instead of vanishing without a word."""
        sent = super().to_python(value) or ""
        refuse_foreign_players(sent)
        return clean(sent, self.kind)


class HtmlField(RichTextField):
    """Wagtail's field whose value is clean wherever it enters or leaves a row.

    `to_python`: forms, previews, revisions as they are opened, fixtures. `pre_save`: rows and revisions as they are
    saved, in bulk too. `get_prep_value`: updates past the rows. So a form, an import, a program, provisioning and the
    demo store the same.
    """

    def __init__(self, *args: Any, kind: Kind = OWN, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def clone(self) -> "HtmlField":
        """With what migrations do not tell apart."""
        made: HtmlField = super().clone()
        made.kind = self.kind
        return made

    def deconstruct(self) -> Any:
        """As Wagtail's field: the column is the same, and cleaning is no matter of migrations."""
        name, _, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs

    def to_python(self, value: Any) -> Any:
        return self._clean(super().to_python(value))

    def get_prep_value(self, value: Any) -> Any:
        return self._clean(super().get_prep_value(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self._clean(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        field = super().formfield(**{"form_class": HtmlFormField, "kind": self.kind, **kwargs})
        field.validators.append(RichTextMaxLengthValidator(LONGEST))
        return field

    def _clean(self, value: Any) -> Any:
        return clean(value, self.kind) if isinstance(value, str) else value


class HtmlStreamField(StreamField):
    """Wagtail's stream of blocks whose texts are clean wherever it enters or leaves a row.

    Wagtail writes a block that nobody looked at as it came; here each is looked at first, so that the blocks' own
    cleaning holds for rows and revisions too. A formatted text of a time before the blocks, as old revisions keep it,
    is read as one block of the name `plain`.
    """

    plain = "text"

    def deconstruct(self) -> Any:
        """As Wagtail's field: the column is the same, and cleaning is no matter of migrations."""
        name, _, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.StreamField", args, kwargs

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found.raw_text and not found and self.plain in self.stream_block.child_blocks:
            return super().to_python([{"type": self.plain, "value": found.raw_text}])
        return found

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, StreamValue):
            list(value)
        return super().get_prep_value(value)
