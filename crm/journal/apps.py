from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "crm.journal"
    label = "journal"
    verbose_name = "Журнал действий"
    default_auto_field = "django.db.models.BigAutoField"
