"""A stored text as the editor shows it: references become pictures, links and frames that the editor understands."""

from typing import Any

from django.utils.html import escape, format_html
from wagtail.admin.rich_text.converters.editor_html import EmbedTypeRule, LinkTypeRule
from wagtail.rich_text import features
from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter, MultiRuleRewriter

from rich_text.domain.videos import recognise


def as_edited(html: str) -> str:
    """HTML for the editor; `domain.cleaning.clean` takes it back."""
    embeds: dict[str, Any] = {"video": _frame}
    links: dict[str, Any] = {}
    for feature in ("image", "link", "document-link"):
        for rule in features.get_converter_rule("editorhtml", feature) or []:
            if isinstance(rule, EmbedTypeRule):
                embeds[rule.embed_type] = rule.handler.expand_db_attributes
            elif isinstance(rule, LinkTypeRule):
                links[rule.link_type] = rule.handler.expand_db_attributes
    edited: str = MultiRuleRewriter([LinkRewriter(rules=links), EmbedRewriter(rules=embeds)])(html)
    return edited


def _frame(attrs: dict[str, str]) -> str:
    """As the host gives it: in «Источник» a person finds what was pasted."""
    video = recognise(attrs.get("url", ""))
    if video is None:
        return ""
    title = format_html(' title="{}"', attrs["title"]) if attrs.get("title") else ""
    return f'<iframe src="{escape(video.player)}" width="560" height="315"{title} allowfullscreen></iframe>'
