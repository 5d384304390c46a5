"""What answers on a company's host besides its pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from wagtail.models import Site

from crm.accounting.models import House
from crm.company.models import Profile
from crm.rights.domain.access import EDITS_SITE
from crm.rights.views import require_action
from sites_cms.houses.domain.addresses import last_part
from sites_cms.pages import context, sections, vision
from sites_cms.pages.domain import notice, queries
from sites_cms.pages.forms import OldAddressesForm
from sites_cms.pages.models import NewsIndexPage, NewsPage
from tenants.errors import DomainError

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
    beside = _house_addresses(request)
    beside += [request.build_absolute_uri(path) for section in sections.shown() for path in section.addresses()]
    shown = {"pages": pages, "faq": faq, "questions": questions, "beside": beside[:ADDRESSES_IN_SITEMAP]}
    return render(request, "base/sitemap.xml", shown, content_type="application/xml")


def _house_addresses(request: HttpRequest) -> list[str]:
    """Every house has a page below «Дома»."""
    page = queries.houses_page()
    if page is None:
        return []
    return [f"{page.full_url}{last_part(house)}" for house in House.objects.all()[:ADDRESSES_IN_SITEMAP]]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines have nothing to do in the office."""
    shown = {"sitemap": request.build_absolute_uri(reverse("site_map"))}
    return render(request, "base/robots.txt", shown, content_type="text/plain; charset=utf-8")


def add_news(request: HttpRequest) -> HttpResponse:
    """«Добавление новости» opens the form at once, without the question where to put it."""
    return redirect("wagtailadmin_pages:add", "pages", "newspage", NewsIndexPage.objects.get().pk)


@require_action(EDITS_SITE)
@require_safe
def news_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """«Распечатать для подъезда»: the item on an A4, to be printed from the browser."""
    news = get_object_or_404(NewsPage, pk=pk)
    try:
        pdf = notice.notice_pdf(news, Profile.load(request))
    except DomainError as error:
        messages.warning(request, str(error))
        return redirect("wagtailadmin_pages:edit", news.pk)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="obyavlenie-{news.slug}.pdf"'
    return response


@require_action(EDITS_SITE)
def load_old_addresses(request: HttpRequest) -> HttpResponse:
    """«Загрузить список» of old addresses: all of it or nothing."""
    is_sent = request.method == "POST"
    form = OldAddressesForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        try:
            number = form.apply(by=request.user)  # type: ignore[arg-type]  # the guard lets only users in
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"Загружено адресов: {number}.")
            return redirect("old_addresses:index")
    return render(request, "site_office/load_old_addresses.html", {"form": form}, status=422 if form.errors else 200)


def draw_error(request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
    """A page of errors in the company's own look, with the dispatcher's phone."""
    return render(request, context.template(request, "error.html"), context.around(request) | about)
