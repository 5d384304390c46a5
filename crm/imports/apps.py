from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "crm.imports"
    label = "imports"
    verbose_name = "Загрузки файлов"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.imports import acts, archive  # noqa: PLC0415  app ready: needs the models
        from crm.imports.domain.arriving import match_file_asks  # noqa: PLC0415  app ready: needs the models
        from crm.journal.acts import declare  # noqa: PLC0415  app ready
        from tenants.archive.registry import on_arrival  # noqa: PLC0415  app ready

        archive.register()
        on_arrival(match_file_asks)
        declare(*acts.ACTS)
