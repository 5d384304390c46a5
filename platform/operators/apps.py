from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    name = "operators"
    label = "operators"
    verbose_name = "Операторы"
    default_auto_field = "django.db.models.BigAutoField"
