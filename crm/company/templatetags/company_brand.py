from django import template
from django.template import Context

from crm.company.models import Profile
from tenants.context import on_platform

register = template.Library()


@register.simple_tag(takes_context=True)
def company_brand(context: Context) -> Profile | None:
    """The company's profile for its mark in the office; none at the operators'. One query, shared with the page."""
    return None if on_platform() else Profile.load(context.get("request"))
