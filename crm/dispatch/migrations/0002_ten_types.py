from django.db import migrations

# Manual, section 6, «Пример типов заявок».
TYPES = [
    "холодное водоснабжение",
    "горячее водоснабжение",
    "отопление",
    "электротехнические работы",
    "общестроительные работы",
    "осмотры общего имущества",
    "придомовая территория",
    "кровли",
    "лифтовое оборудование",
    "противопожарное оборудование",
]


def forwards(apps, schema_editor):
    model = apps.get_model("dispatch", "RequestType")
    model.objects.bulk_create(
        model(name=name.capitalize(), order=order * 10) for order, name in enumerate(TYPES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
