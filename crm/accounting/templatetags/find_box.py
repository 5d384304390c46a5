from typing import Any

from django import template
from django.template import RequestContext

from crm.accounting.domain import finding
from crm.accounting.domain.asking import LONGEST
from tenants.context import on_platform

register = template.Library()


@register.inclusion_tag("accounting/find_here.html", takes_context=True)
def find_here(context: RequestContext) -> dict[str, Any]:
    """The glass in the corner of every screen of a company's office, and the box that it opens."""
    return {"may_find": _may_find(context), "longest": LONGEST}


@register.inclusion_tag("accounting/find_box.html", takes_context=True)
def find_box(context: RequestContext, box: str, q: str = "") -> dict[str, Any]:
    """The one box of the search; `box` tells apart several of them on a page."""
    return {"may_find": _may_find(context), "longest": LONGEST, "box": box, "q": q}


def _may_find(context: RequestContext) -> bool:
    user = getattr(context.get("request"), "user", None)
    return bool(user and user.is_authenticated and not on_platform() and finding.finders_for(user))
