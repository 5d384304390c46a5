"""Fill the directory: eight federal districts, 89 regions, the towns that a УК is likely to work in."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def load(apps, schema_editor):
    District = apps.get_model("places", "FederalDistrict")
    Region = apps.get_model("places", "Region")
    Settlement = apps.get_model("places", "Settlement")
    db = schema_editor.connection.alias

    District.objects.using(db).bulk_create(District(**row) for row in rows("districts.csv"))
    districts = {d.code: d for d in District.objects.using(db).all()}
    Region.objects.using(db).bulk_create(
        Region(**row | {"district": districts[row["district"]]}) for row in rows("regions.csv")
    )
    regions = {r.code: r for r in Region.objects.using(db).all()}
    Settlement.objects.using(db).bulk_create(
        Settlement(
            region=regions[row["region"]],
            kind=row["kind"],
            name=row["name"],
            # A migration's models have no save() of ours; kept equal to places.names.name_key by a test.
            name_key=row["name"].casefold().replace("ё", "е"),
        )
        for row in rows("settlements.csv")
    )


def unload(apps, schema_editor):
    db = schema_editor.connection.alias
    for model in ("Settlement", "Region", "FederalDistrict"):
        apps.get_model("places", model).objects.using(db).all().delete()


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
