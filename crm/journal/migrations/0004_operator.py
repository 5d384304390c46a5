from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_read_by_page")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="operator",
            field=models.CharField(blank=True, db_default="", default="", max_length=200, verbose_name="оператор"),
        ),
    ]
