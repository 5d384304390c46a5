"""The block of a stream that holds formatted text."""

from typing import Any

from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

from rich_text.domain.cleaning import clean
from rich_text.fields import refuse_foreign_players


class HtmlBlock(RichTextBlock):
    """Wagtail's block whose value is clean wherever it enters or leaves a stream."""

    def deconstruct(self) -> Any:
        """As Wagtail's block: what is stored is the same, and cleaning is no matter of migrations."""
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.RichTextBlock", args, kwargs

    def to_python(self, value: Any) -> RichText:
        return RichText(clean(value or ""))

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> RichText:
        sent = self.field.widget.value_from_datadict(data, files, prefix) or ""
        value = self.value_from_form(sent)
        value.sent = sent  # what vanished from it is told of below
        return value

    def value_from_form(self, value: Any) -> RichText:
        return RichText(clean(value or ""))

    def clean(self, value: RichText) -> RichText:
        """Refuse a player that would not be shown, instead of dropping it without a word."""
        refuse_foreign_players(getattr(value, "sent", ""))
        return super().clean(value)

    def normalize(self, value: Any) -> RichText:
        source = value.source if isinstance(value, RichText) else value or ""
        cleaned = clean(source)
        return value if isinstance(value, RichText) and cleaned == source else RichText(cleaned)

    def get_prep_value(self, value: Any) -> str:
        return clean(value.source)
