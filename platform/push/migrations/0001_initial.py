from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('schema_name', models.CharField(max_length=63, verbose_name='компания')),
                ('key', models.CharField(max_length=80, verbose_name='о чём')),
                ('address', models.CharField(max_length=40, verbose_name='кому')),
                ('device', models.BigIntegerField(verbose_name='устройство')),
                ('payload', models.JSONField(default=dict, verbose_name='текст')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='срочное')),
                ('state', models.CharField(choices=[('waiting', 'Ждёт отправки'), ('sent', 'Сервис push принял'), ('failed', 'Не отправлено'), ('stopped', 'Остановлено')], default='waiting', max_length=8, verbose_name='состояние')),
                ('told', models.CharField(blank=True, max_length=200, verbose_name='что сказал сервис')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='попыток')),
                ('next_at', models.DateTimeField(verbose_name='когда отправить')),
                ('created_at', models.DateTimeField(verbose_name='создано')),
                ('state_at', models.DateTimeField(verbose_name='с какого времени')),
                ('received_at', models.DateTimeField(null=True, verbose_name='показано')),
                ('read_at', models.DateTimeField(null=True, verbose_name='открыто')),
            ],
            options={
                'verbose_name': 'push-уведомление',
                'verbose_name_plural': 'push-уведомления',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['schema_name', 'next_at'], name='push_waiting'), models.Index(fields=['created_at'], name='push_by_age')],
                'constraints': [models.UniqueConstraint(fields=('schema_name', 'key', 'device'), name='push_once')],
            },
        ),
    ]
