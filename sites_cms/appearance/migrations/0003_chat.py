from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appearance", "0002_logo_to_company")]

    operations = [
        migrations.AddField(
            model_name="appearance",
            name="chat_widget",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=11, verbose_name="номер чата Живосайт"
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("chat_widget__regex", "^([A-Za-z0-9]{10,11})?$")), name="chat_widget_is_a_number"
            ),
        ),
    ]
