from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "billing"
    label = "billing"
    verbose_name = "Биллинг"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing import archive  # noqa: PLC0415  app ready: needs the models

        archive.register()
