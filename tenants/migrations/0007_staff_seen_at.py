from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_domainclaim")]

    operations = [
        migrations.AddField(
            model_name="tenant",
            name="staff_seen_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="сотрудники заходили"),
        ),
    ]
