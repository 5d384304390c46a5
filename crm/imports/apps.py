from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "crm.imports"
    label = "imports"
    verbose_name = "Загрузки файлов"
    default_auto_field = "django.db.models.BigAutoField"
