from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse

from help.domain.screens import article_for, screen_of

register = template.Library()


@register.inclusion_tag("help/link.html", takes_context=True)
def help_link(context: RequestContext) -> dict[str, Any]:
    """The «?» of a screen of the admin: the section about it, or the contents."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if match and match.namespace == "help_office":
        return {}
    article = article_for(screen_of(match)) if match else None
    home = reverse("help_office:contents")
    return {"title": article.title, "url": f"{home}{article.slug}/"} if article else {"title": "Справка", "url": home}
