"""What answers on a company's host besides its pages."""

import logging

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from wagtail.models import Site

from sites_cms.appearance.models import Appearance
from sites_cms.pages import context, vision
from sites_cms.pages.domain import queries
from sites_cms.pages.models import NewsIndexPage
from tenants.context import on_platform

log = logging.getLogger(__name__)

ADDRESSES_IN_SITEMAP = 5_000


@require_safe
def choose_vision(request: HttpRequest) -> HttpResponse:
    """Remember the scheme and go back to the page from which the visitor came."""
    back = request.GET.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if scheme := vision.find(request.GET.get("scheme", "")):
        response.set_cookie(
            vision.COOKIE,
            scheme.code,
            max_age=vision.MAX_AGE,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        response.delete_cookie(vision.COOKIE)
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses for search engines."""
    site = Site.find_for_request(request)
    pages = queries.public_pages(site, most=ADDRESSES_IN_SITEMAP) if site else []
    faq = queries.faq_page()
    questions = queries.questions() if faq else []
    shown = {"pages": pages, "faq": faq, "questions": questions}
    return render(request, "base/sitemap.xml", shown, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines have nothing to do in the office."""
    shown = {"sitemap": request.build_absolute_uri(reverse("site_map"))}
    return render(request, "base/robots.txt", shown, content_type="text/plain; charset=utf-8")


def add_news(request: HttpRequest) -> HttpResponse:
    """«Добавление новости» opens the form at once, without the question where to put it."""
    return redirect("wagtailadmin_pages:add", "pages", "newspage", NewsIndexPage.objects.get().pk)


def edit_appearance(request: HttpRequest) -> HttpResponse:
    """«Оформление» has an address of its own; Wagtail's editor of settings asks for the right."""
    return redirect("wagtailsettings:edit", "appearance", "appearance", Appearance.load(request).pk)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the company's own look; an unknown host belongs to nobody and gets the plain page."""
    if on_platform():
        return render(request, "base/404.html", status=404)
    return render(request, context.template(request, "404.html"), context.around(request), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with the dispatcher's phone; the plain page if not even the phone can be read."""
    try:
        if not on_platform():
            return render(request, context.template(request, "500.html"), context.around(request), status=500)
    except Exception:  # whatever broke the page may break this one too: the plain page needs nothing
        log.exception("The page of errors broke as well")
    return render(request, "base/500.html", status=500)
