"""Files lie under the prefix of their schema; public ones are served, private ones only through a view that checks."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from tenants.connection import connection


class _SchemaStorage(FileSystemStorage):
    """Files of the schema that the connection is at; which one is asked at every use, not when it is made."""

    root: Path

    @property
    def base_location(self) -> str:
        return str(self.root / connection.schema_name)

    @property
    def location(self) -> str:
        return self.base_location


class TenantStorage(_SchemaStorage):
    """Public files: `media/<schema>/…` on disk, `/media/…` on the tenant's own host (`tenants.media`)."""

    root = settings.MEDIA_ROOT

    @property
    def base_url(self) -> str:
        return str(settings.MEDIA_URL)


class PrivateTenantStorage(_SchemaStorage):
    """Private files. They have no address: `url()` raises ValueError."""

    root = settings.PRIVATE_ROOT

    @property
    def base_url(self) -> None:  # type: ignore[override]  # no address is the point
        return None
