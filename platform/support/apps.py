from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"
    label = "support"
    verbose_name = "Помощь компаниям"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from support import archive  # noqa: PLC0415  app ready: needs the models

        archive.register()
