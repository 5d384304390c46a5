from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "crm.dispatch"
    label = "dispatch"
    verbose_name = "Диспетчерская"
    default_auto_field = "django.db.models.BigAutoField"
