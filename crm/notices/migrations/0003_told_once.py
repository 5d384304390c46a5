from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_events'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(condition=models.Q(('once', ''), _negated=True), fields=('once',), name='event_is_told_once'),
        ),
    ]
