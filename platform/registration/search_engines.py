"""What search engines are told of the platform's site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from help.domain import articles

PAGES = ("registration:join", "registration:message", "registration:consent", "help:contents")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The home page, the pages for visitors and every section of the help."""
    sections = [reverse("help:article", args=[article.slug]) for article in articles.shown(to_operators=False)]
    paths = ["/", *(reverse(name) for name in PAGES), *sections]
    shown = {"addresses": [request.build_absolute_uri(path) for path in paths]}
    return render(request, "platform/sitemap.xml", shown, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """They have nothing to do in the console, nor with applications, whose addresses are keys."""
    shown = {"sitemap": request.build_absolute_uri(reverse("registration:sitemap"))}
    return render(request, "platform/robots.txt", shown, content_type="text/plain; charset=utf-8")
