from django import template

from crm.meters.domain.values import in_words
from crm.meters.models import Reading

register = template.Library()


@register.filter
def values(reading: Reading) -> str:
    """«791,482», or «120 / 85» for several tariffs."""
    return in_words(reading.values)
