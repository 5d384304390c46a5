"""«Дома» for companies that are there already; a new one gets the page when its site is made."""

import uuid
from typing import Any

from django.db import migrations
from django.db.models import F
from treebeard.mp_tree import MP_Node
from wagtail.models import Page as PageOfWagtail

SLUG = "doma"


def put_page(apps: Any, schema_editor: Any) -> None:
    """Behind the other pages of the home page; treebeard's arithmetic of paths asks the database nothing."""
    Page, HousesPage = apps.get_model("wagtailcore", "Page"), apps.get_model("site_houses", "HousesPage")
    home = apps.get_model("pages", "HomePage").objects.first()
    if home is None or HousesPage.objects.exists():
        return
    below = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1).order_by("path")
    last = below.last()
    number = PageOfWagtail._str2int(last.path[-MP_Node.steplen :]) + 1 if last else 1
    taken = set(below.values_list("slug", flat=True))
    slug = next(slug for slug in (SLUG, *(f"{SLUG}-{number}" for number in range(2, 100))) if slug not in taken)
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="site_houses", model="housespage"
    )
    HousesPage.objects.create(
        title="Дома", draft_title="Дома", slug=slug, show_in_menus=True, live=True, content_type=kind,
        locale_id=home.locale_id, translation_key=uuid.uuid4(), depth=home.depth + 1, numchild=0,
        path=PageOfWagtail._get_path(home.path, home.depth + 1, number), url_path=f"{home.url_path}{slug}/",
    )  # fmt: skip
    Page.objects.filter(pk=home.pk).update(numchild=F("numchild") + 1)


class Migration(migrations.Migration):
    dependencies = [("site_houses", "0001_initial"), ("pages", "0001_initial")]

    operations = [migrations.RunPython(put_page, migrations.RunPython.noop)]
