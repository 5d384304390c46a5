from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("company", "0008_own_notices")]

    operations = [
        migrations.AddField(
            model_name="signinrules",
            name="operators_may_enter",
            field=models.BooleanField(db_default=True, default=True, verbose_name="пускать операторов «Бурмистра»"),
        ),
    ]
