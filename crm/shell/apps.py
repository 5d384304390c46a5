from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "crm.shell"
    label = "shell"
    verbose_name = "Рабочий стол"
    default_auto_field = "django.db.models.BigAutoField"
