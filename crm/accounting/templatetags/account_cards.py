from django import template
from django.template import RequestContext
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from crm.accounting.cards import Drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def card_body(context: RequestContext, drawn: Drawn) -> SafeString:
    """What a card shows: its own template with its own context, nothing of the screen's."""
    values = {**drawn.context, "account": drawn.account}
    return render_to_string(drawn.card.template, values, request=context.get("request"))
