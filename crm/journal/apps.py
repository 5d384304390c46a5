from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "crm.journal"
    label = "journal"
    verbose_name = "Журнал действий"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.journal import archive, listening, rights  # noqa: PLC0415  app ready: needs the models
        from crm.journal.domain.entries import last_save  # noqa: PLC0415  app ready: needs the models
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from editing import authors  # noqa: PLC0415  app ready

        authors.register(last_save)
        archive.register()
        declare(*rights.ACTIONS)
        listening.listen()
