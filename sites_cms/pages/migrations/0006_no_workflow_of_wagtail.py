"""Wagtail's own workflow for the whole tree: nobody has chosen it, and until now the switch for all of them was off.

News are approved by one of ours, made when a company wants it (`sites_cms.pages.domain.moderation`).
"""

from typing import Any

from django.db import migrations


def remove(apps: Any, schema_editor: Any) -> None:
    for name in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask"):
        apps.get_model("wagtailcore", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("pages", "0005_pages_of_blocks"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
