"""The questions that Бурмистр answers from the first day; operators edit them afterwards."""

import json
from datetime import date
from pathlib import Path

from django.db import migrations

TEXTS = Path(__file__).resolve().parent.parent / "data/questions.json"
PUBLISHED_ON = date(2026, 11, 24)


def put_questions(apps, schema_editor):
    shared = apps.get_model("questions", "SharedQuestion")
    for text in json.loads(TEXTS.read_text(encoding="utf-8")):
        shared.objects.get_or_create(slug=text["slug"], defaults=text | {"published_on": PUBLISHED_ON})


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]

    operations = [migrations.RunPython(put_questions, migrations.RunPython.noop)]
