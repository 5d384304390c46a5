from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "crm.imports"
    label = "imports"
    verbose_name = "Загрузки файлов"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.imports import archive  # noqa: PLC0415  app ready: needs the models

        archive.register()
