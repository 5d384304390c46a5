"""What search engines are told of a page beside its text, by schema.org: whose site it is, news, questions."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from crm.company.models import Profile
from identity.phones import phones
from sites_cms.pages.domain.queries import Entry

if TYPE_CHECKING:
    from sites_cms.pages.models import NewsPage

Thing = dict[str, Any]
_UNSAFE = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def tag(thing: Thing) -> SafeString:
    """The element with this in it. It is data: a browser runs nothing of it, whatever it says."""
    text = json.dumps({"@context": "https://schema.org", **thing}, ensure_ascii=False).translate(_UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308  escaped above


def company(request: HttpRequest, *, addresses: list[str]) -> Thing:
    """The company: who it is, where, how to ring it."""
    profile = Profile.load(request)
    emergency = [phone.dial for phone in phones(profile.emergency_phone)]
    told = {
        "@type": "LocalBusiness", "name": profile.short_name, "legalName": profile.full_name, "url": _at(request, "/"),
        "telephone": [*emergency, *(phone.dial for phone in phones(profile.phone))], "email": profile.email,
        "address": addresses or profile.legal_address, "taxID": profile.inn,
        "logo": _at(request, profile.logo.url) if profile.logo else "",
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def news(page: "NewsPage", request: HttpRequest) -> Thing:
    """A piece of news."""
    published = page.published_at
    profile = Profile.load(request)
    told = {
        "@type": "NewsArticle", "headline": page.title[:110], "description": page.announcement,
        "datePublished": published.isoformat(), "dateModified": (page.last_published_at or published).isoformat(),
        "mainEntityOfPage": page.get_full_url(request),
        "publisher": {"@type": "Organization", "name": profile.short_name, "url": _at(request, "/")},
    }  # fmt: skip
    if page.picture:
        told["image"] = _at(request, page.picture.get_rendition("fill-1200x630|format-jpeg").url)
    return told


def questions(entries: Iterable[Entry]) -> Thing:
    """Questions with their answers."""
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry.question,
                "acceptedAnswer": {"@type": "Answer", "text": " ".join(strip_tags(entry.answer).split())},
            }
            for entry in entries
        ],
    }


def _at(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)
