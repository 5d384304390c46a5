from django.apps import AppConfig


class TenantsConfig(AppConfig):
    name = "tenants"
    verbose_name = "Компании"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tenants import tasks  # noqa: F401, PLC0415  app ready: connects the signals
        from tenants.domain import hosts  # noqa: F401, PLC0415  app ready: connects the signals
