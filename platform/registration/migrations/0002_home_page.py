"""The platform's home page in place of Wagtail's, with the first texts; operators edit them afterwards."""

import json
from pathlib import Path

from django.conf import settings
from django.db import migrations

TEXTS = Path(__file__).resolve().parent.parent / "data/home.json"


def put_home_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("registration", "PlatformHomePage")
    Site = apps.get_model("wagtailcore", "Site")

    texts = json.loads(TEXTS.read_text(encoding="utf-8"))
    root = Page.objects.get(depth=1)
    content_type, _ = ContentType.objects.get_or_create(app_label="registration", model="platformhomepage")
    home = HomePage.objects.create(
        path=root.path + "0002",  # Wagtail's own "Welcome" page stands at 0001
        depth=2,
        numchild=0,
        slug="platform",
        url_path="/platform/",
        draft_title=texts["title"],
        content_type=content_type,
        locale_id=apps.get_model("wagtailcore", "Locale").objects.values_list("pk", flat=True).get(),
        **texts
        | {
            "capabilities": stream("capability", ("icon", "title", "text"), texts["capabilities"]),
            "steps": stream("step", ("title", "text"), texts["steps"]),
            "faq": stream("question", ("question", "answer"), texts["faq"]),
        },
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": settings.PLATFORM_HOST,
            "port": settings.SITE_PORT,
            "site_name": "Бурмистр",
            "root_page_id": home.pk,
        },
    )
    # Raw: page types of the tenants' side are models of this state as well, but have no tables here.
    Page.objects.filter(depth=2).exclude(pk=home.pk)._raw_delete(schema_editor.connection.alias)
    Page.objects.filter(pk=root.pk).update(numchild=1)


def stream(block, names, rows):
    return json.dumps([{"type": block, "value": dict(zip(names, row, strict=True))} for row in rows])


class Migration(migrations.Migration):
    dependencies = [
        ("registration", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(put_home_page, migrations.RunPython.noop)]
