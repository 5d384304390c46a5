import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_bonuses")]

    operations = [
        migrations.AddIndex(
            model_name="transaction",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["created_at"], name="transactions_of_a_day"),
        ),
    ]
