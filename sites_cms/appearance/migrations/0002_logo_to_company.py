"""The logo moves to the company's profile, where the manual has it.

The column stays until no running code asks for it (infra/migrations.md, the contract step): here only Django forgets
it, after what stood there was carried over. Its references are let go of, so that the pictures can be deleted.
"""

from typing import Any

from django.core.files.storage import default_storage
from django.db import migrations

from crm.company.domain.logo import Drawing, draw
from tenants.errors import DomainError


def _drawn(name: str) -> Drawing | None:
    """None for a picture that is gone or too small: the site shows the mark of the theme."""
    try:
        with default_storage.open(name) as file:
            return draw(file, name=name)
    except (DomainError, OSError):
        return None


def carry_logo(apps: Any, schema_editor: Any) -> None:
    Appearance = apps.get_model("appearance", "Appearance")
    Profile = apps.get_model("company", "Profile")
    appearance = Appearance.objects.exclude(logo=None).select_related("logo").first()
    profile = Profile.objects.filter(logo="").first()
    if appearance is None:
        return
    drawing = _drawn(str(appearance.logo.file)) if profile else None
    if drawing:
        profile.logo.save("logo.webp", drawing.logo, save=False)
        profile.mark.save("mark.png", drawing.mark, save=False)
        profile.logo_width, profile.logo_height = drawing.width, drawing.height
        profile.save()
    Appearance.objects.update(logo=None)


class Migration(migrations.Migration):
    dependencies = [
        ("appearance", "0001_initial"),
        ("company", "0005_profile"),
    ]

    operations = [
        migrations.RunPython(carry_logo, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField(model_name="appearance", name="logo")],
        ),
    ]
