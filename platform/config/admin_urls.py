"""Wagtail's admin, twice: without the tenants' screens for operators, without the operators' for tenants.

Viewsets are registered once for the process; here each side gets only the URLs of its own, so a screen of the
other side is not refused but does not exist.
"""

from typing import Any

from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.viewsets import viewsets

PLATFORM_PACKAGES = ("operators", "billing", "sms", "registration", "questions", "places", "notifications", "tenants")
TENANT_PACKAGES = ("crm", "sites_cms")


def admin_urls(*, without: tuple[str, ...]) -> list[Any]:
    """URL patterns of the Wagtail admin except those of viewsets defined in the packages `without`."""
    foreign = {
        viewset.url_namespace for viewset in viewsets.viewsets if type(viewset).__module__.split(".")[0] in without
    }
    return [
        pattern
        for pattern in wagtailadmin_urls.urlpatterns
        if getattr(pattern, "namespace", None) not in foreign and getattr(pattern, "side", None) not in without
    ]


__all__ = ["PLATFORM_PACKAGES", "TENANT_PACKAGES", "admin_urls"]
