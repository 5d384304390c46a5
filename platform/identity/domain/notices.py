"""Letters about one's own sign-in. They tell when, from where and what to do, in the person's own time."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from identity.domain.devices import describe
from identity.models import User
from identity.origin import Origin
from notifications.domain import letters
from tenants.context import base_url, current_tenant, on_platform


def write(user: User, *, template: str, subject: str, origin: Origin, **facts: Any) -> None:
    """Write the letter `themes/email/<template>` to the person of the current schema."""
    tenant = None if on_platform() else current_tenant()
    urls = settings.ROOT_URLCONF if tenant else settings.PUBLIC_SCHEMA_URLCONF
    company = tenant.short_name if tenant else "Бурмистр"
    zone = user.time_zone or (tenant.time_zone if tenant else settings.TIME_ZONE)
    host = base_url(tenant)
    letters.write(
        template=template,
        to=user.email,
        subject=f"{subject}: {company}",
        context={
            "person": user,
            "company": company,
            "when": date_format(timezone.localtime(timezone.now(), ZoneInfo(zone)), "j E Y, H:i"),
            "address": origin.address,
            "device": describe(origin.device) if origin.device else "",
            "account": host + reverse("wagtailadmin_account", urlconf=urls),
            "forgotten": host + reverse("wagtailadmin_password_reset", urlconf=urls),
            **facts,
        },
    )
