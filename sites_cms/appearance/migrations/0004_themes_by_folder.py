from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appearance", "0003_chat"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appearance",
            name="theme",
            field=models.CharField(default="daylight", max_length=20, verbose_name="тема"),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(("theme__regex", "^[a-z][a-z0-9_]*$")), name="theme_is_a_folder"
            ),
        ),
    ]
