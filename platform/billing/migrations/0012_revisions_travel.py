import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('billing', '0011_revisions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='revision',
            name='made_by',
            field=models.ForeignKey(help_text='Пусто, если исправлено на другой установке.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='кто исправил'),
        ),
    ]
