"""What stands at the bottom of every page of the platform."""

from django import template

from billing.models import PlatformRequisites
from registration.models import PlatformHomePage

register = template.Library()


@register.simple_tag
def platform_home() -> PlatformHomePage | None:
    """The home page, whose texts hold the contacts."""
    return PlatformHomePage.objects.first()


@register.simple_tag
def platform_requisites() -> PlatformRequisites | None:
    """Who runs the service: the consent to personal data processing refers to it."""
    return PlatformRequisites.objects.first()
