"""What surrounds every page of a site: the company, its phones and colours, the menu, the way of seeing."""

import json
import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Page as ListPage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from crm.accounting.models import House
from crm.company.domain.office_schedules import OfficeOnSite, offices_for_site
from crm.company.domain.profile import licence_line
from crm.company.domain.week_words import hours_in_words
from crm.company.models import Profile
from identity.phones import Phone, phones
from sites_cms.alerts import putting_away
from sites_cms.alerts.domain.shown import hanging
from sites_cms.alerts.models import Alert
from sites_cms.appearance.domain.looks import look_of
from sites_cms.cache.middleware import ONE_PERSONS, TRUE_UNTIL
from sites_cms.chat.showing import open_for_chat
from sites_cms.pages import linked_data, sections
from sites_cms.pages.domain import queries
from sites_cms.pages.vision import SCHEMES, scheme_of
from tenants.context import base_url, current_tenant, origin_of
from watch import error_pages


@dataclass(frozen=True)
class Link:
    """A line of the menu."""

    title: str
    url: str
    is_current: bool
    in_menu: bool


@dataclass(frozen=True)
class Line:
    """Phones with what they are for: «Паспортный стол»."""

    what: str
    phones: list[Phone]


@dataclass(frozen=True)
class ShownOffice:
    """An office with what its template needs besides."""

    office: OfficeOnSite

    @property
    def phones(self) -> list[Phone]:
        return phones(self.office.phones)

    @property
    def unusual(self) -> list[tuple[date, str, str]]:
        """Date, hours, reason of each coming day that is unlike its weekday."""
        return [
            (day.date, hours_in_words(day.intervals) if day.intervals else "закрыто", day.reason)
            for day in self.office.unusual
        ]

    @property
    def states(self) -> str:
        """Every change of «открыто» in the next days, for the script that keeps an open page true."""
        lines = [[int(at.timestamp()), int(state.is_open), state.words] for at, state in self.office.states]
        return json.dumps(lines, ensure_ascii=False, separators=(",", ":"))


def lines(text: str) -> list[Line]:
    """The company's other phones, one in a line, after a colon or alone."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        what, _, numbers = line.rpartition(":")
        found.append(Line(what.strip(), phones(numbers)))
    return found


def pager(page: ListPage[Any]) -> dict[str, Any]:
    """What the links to the pages of a list need, and which of them search engines shall know this one by."""
    return {
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "canonical_query": f"?page={page.number}" if page.number > 1 else "",
    }


def template(request: HttpRequest, name: str) -> list[str]:
    """A template of the company's theme, or of every theme where it draws nothing of its own."""
    return [f"{look_of(request).shown_theme.code}/{name}", f"site/{name}"]


def vary(response: Any) -> Any:
    """The same address looks otherwise for those who see badly: caches must know. A page with the chat may load it."""
    patch_vary_headers(response, ["Cookie"])
    if (getattr(response, "context_data", None) or {}).get("chat"):
        open_for_chat(response)
    return response


def true_until(request: HttpRequest, moment: datetime | None) -> None:
    """The page says something that the clock alone makes untrue at that moment: it is remembered no longer."""
    if moment is not None:
        request.META[TRUE_UNTIL] = min(moment.timestamp(), request.META.get(TRUE_UNTIL, math.inf))


def alerts_for(request: HttpRequest, *, house: House | None = None, only_theirs: bool = False) -> list[Alert]:
    """What hangs above the page: for all and for this house, but what the visitor has put away; one query."""
    found = hanging([house.pk] if house else [], only_theirs=only_theirs)
    true_until(request, found.changes_at)
    tokens = putting_away.away(request)
    return [alert for alert in found.alerts if alert.token not in tokens]


def around(request: HttpRequest, *, house: House | None = None) -> dict[str, Any]:
    """The context of every page of the site, also of those without a Wagtail page; `house`: the page is about it."""
    company = Profile.load(request)
    look = look_of(request)
    if look.is_preview:
        request.META[ONE_PERSONS] = True
    below = _below_home(request)
    emergency = next(iter(phones(company.emergency_phone)), None)
    if emergency:
        contact = error_pages.Contact(company.short_name, emergency.text, emergency.dial)
        error_pages.remember(request.META.get("HTTP_HOST", ""), contact)
    offices, base = offices_of(request), _base(request)
    addresses = [shown.office.address for shown in offices] or [company.address] * bool(company.address)
    return {
        "company": company,
        "offices": offices,
        "office_addresses": addresses,
        "linked_data": SimpleLazyObject(lambda: linked_data.tag(linked_data.company(request, addresses=addresses))),
        "office_hours": _hours_in_a_line(offices) if offices else company.working_hours,
        "tenant": current_tenant(),
        "emergency": emergency,
        "emergency_phones": phones(company.emergency_phone),
        "office_phones": phones(company.phone),
        "other_phones": lines(company.other_phones),
        "own_site_name": urlsplit(company.own_site).netloc,
        "licence": licence_line(company),
        "appearance": look,
        "theme_base": f"{look.shown_theme.code}/base.html",
        "menu": [*(link for link in below.values() if link.in_menu), *_sections(request)],
        "alerts": alerts_for(request, house=house),
        "houses_url": _url(below, "housespage"),
        "contacts_url": _url(below, "contactspage"),
        "faq_url": _url(below, "faqpage"),
        "news_url": _url(below, "newsindexpage"),
        "vision": scheme_of(request),
        "vision_schemes": SCHEMES,
        "site_url": base,
        "canonical": iri_to_uri(base + request.path),
        "platform_url": base_url(),
    }


def _base(request: HttpRequest) -> str:
    """The site's own scheme and host, also for who is signed in and looks at it at another host of the company."""
    host, primary = request.get_host(), getattr(request, "primary_host", "")
    if not primary or host.partition(":")[0] == primary:
        return f"{request.scheme}://{host}"
    return origin_of(primary)


def offices_of(request: HttpRequest) -> list[ShownOffice]:
    """The company's offices, asked for once a request.

    A page that says «открыто» is remembered no longer than that is true.
    """
    shown: list[ShownOffice] | None = getattr(request, "_offices", None)
    if shown is None:
        offices = offices_for_site()
        if offices:
            true_until(request, min(office.changes_at for office in offices))
        shown = [ShownOffice(office) for office in offices]
        request._offices = shown  # type: ignore[attr-defined]  # kept on the object
    return shown


def _hours_in_a_line(offices: list[ShownOffice]) -> str:
    """The week of the only office; several have a week each, which is told with their addresses."""
    if len(offices) > 1:
        return ""
    return "; ".join(f"{days} {hours}" for days, hours in offices[0].office.week if hours != "выходной")


def _below_home(request: HttpRequest) -> dict[tuple[str, int], Link]:
    site = Site.find_for_request(request)
    pages = queries.children(site.root_page) if site else []
    return {(page.content_type.model, page.pk): _link(page, request) for page in pages}


def _sections(request: HttpRequest) -> list[Link]:
    found = [(section.title, reverse(section.url_name)) for section in sections.shown()]
    return [Link(title, url, is_current=request.path.startswith(url), in_menu=True) for title, url in found]


def _link(page: Page, request: HttpRequest) -> Link:
    url = page.get_url(request) or "/"
    return Link(page.title, url, is_current=request.path.startswith(url), in_menu=page.show_in_menus)


def _url(below: dict[tuple[str, int], Link], model: str) -> str:
    """The address of the page of a kind that a site has once; the home page when it is not published."""
    return next((link.url for (kind, _), link in below.items() if kind == model), "/")
