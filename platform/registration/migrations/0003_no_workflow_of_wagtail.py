"""Wagtail's own workflow for the whole tree: nobody has chosen it, and until now the switch for all of them was off.

Pages of the platform come out when an operator publishes them.
"""

from typing import Any

from django.db import migrations


def remove(apps: Any, schema_editor: Any) -> None:
    for name in ("WorkflowPage", "WorkflowTask", "Workflow", "GroupApprovalTask"):
        apps.get_model("wagtailcore", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("registration", "0002_home_page"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
