"""A vacancy as search engines read it: schema.org, JobPosting."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags

from crm.company.models import Profile
from sites_cms.vacancies.domain.open import after
from sites_cms.vacancies.models import Vacancy
from tenants.context import current_tenant


def posting(vacancy: Vacancy, request: HttpRequest, *, addresses: list[str]) -> dict[str, Any]:
    """What the page tells besides its text; pay is in roubles a month."""
    profile, tenant = Profile.load(request), current_tenant()
    place = {
        "@type": "PostalAddress", "addressLocality": tenant.city, "addressRegion": tenant.region,
        "addressCountry": "RU", "streetAddress": next(iter(addresses), ""),
    }  # fmt: skip
    told: dict[str, Any] = {
        "@type": "JobPosting", "title": vacancy.title, "description": _plain(str(vacancy.text)),
        "datePosted": vacancy.published_on.isoformat(), "workHours": vacancy.schedule,
        "url": request.build_absolute_uri(reverse("site_vacancy", args=[vacancy.slug])),
        "hiringOrganization": {
            "@type": "Organization", "name": profile.full_name, "sameAs": request.build_absolute_uri("/"),
        },
        "jobLocation": {"@type": "Place", "address": {name: value for name, value in place.items() if value}},
    }  # fmt: skip
    if vacancy.open_until:
        told["validThrough"] = (after(vacancy.open_until) - timedelta(seconds=1)).isoformat()
    pay = {"minValue": vacancy.pay_from, "maxValue": vacancy.pay_to}
    if any(pay.values()):
        value = {name: sum_ for name, sum_ in pay.items() if sum_}
        told["baseSalary"] = {
            "@type": "MonetaryAmount", "currency": "RUB",
            "value": {"@type": "QuantitativeValue", "unitText": "MONTH", **value},
        }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _plain(html: str) -> str:
    return " ".join(strip_tags(html.replace("><", "> <")).split())
