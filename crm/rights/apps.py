from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "crm.rights"
    label = "rights"
    verbose_name = "Права"
    default_auto_field = "django.db.models.BigAutoField"
