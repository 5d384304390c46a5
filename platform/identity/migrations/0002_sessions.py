"""Sessions that know whose they are take the place of `django_session`.

That table stays for one release: processes of the release before this one go on reading it while the new ones start,
and a step back finds it. Who was signed in signs in once more. It is swept with ours (`identity.domain.sessions`).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('channel', models.CharField(blank=True, choices=[('computer', 'Компьютер'), ('mobile', 'Телефон'), ('api', 'Программа')], default='', max_length=10, verbose_name='через что')),
                ('address', models.GenericIPAddressField(null=True, verbose_name='адрес')),
                ('device', models.CharField(blank=True, default='', max_length=120, verbose_name='устройство')),
                ('signed_in_at', models.DateTimeField(null=True, verbose_name='вход')),
                ('seen_at', models.DateTimeField(null=True, verbose_name='последний раз')),
                ('must_set_up', models.BooleanField(default=False, verbose_name='должен включить вход с кодом')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL, verbose_name='чей')),
            ],
            options={
                'verbose_name': 'сеанс',
                'verbose_name_plural': 'сеансы',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SeenDevice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('device', models.CharField(max_length=120, verbose_name='устройство')),
                ('network', models.CharField(max_length=45, verbose_name='сеть')),
                ('seen_at', models.DateTimeField(db_index=True, verbose_name='когда')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen_devices', to=settings.AUTH_USER_MODEL, verbose_name='кто')),
            ],
            options={
                'verbose_name': 'знакомое устройство',
                'verbose_name_plural': 'знакомые устройства',
                'constraints': [models.UniqueConstraint(fields=('user', 'device', 'network'), name='one_row_per_seen_device')],
            },
        ),
    ]
