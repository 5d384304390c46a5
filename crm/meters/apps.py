from django.apps import AppConfig


class MetersConfig(AppConfig):
    name = "crm.meters"
    label = "meters"
    verbose_name = "Показания ИПУ"
    default_auto_field = "django.db.models.BigAutoField"
