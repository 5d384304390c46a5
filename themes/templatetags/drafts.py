from typing import Any

from django import template

from editing.drafts import owner_of

register = template.Library()


@register.inclusion_tag("base/drafts.html", takes_context=True)
def drafts(context: template.Context) -> dict[str, Any]:
    """What a page with a form needs in its head; see `editing`."""
    request = context.get("request")
    return {"owner": owner_of(request) if request else None}
