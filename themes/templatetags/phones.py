from django import template

from identity.phones import show_phone

register = template.Library()


@register.filter
def phone(e164: str) -> str:
    """+79084373418 → +7 908 437-34-18."""
    return show_phone(e164) if e164 else ""
