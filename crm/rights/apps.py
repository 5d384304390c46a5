from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "crm.rights"
    label = "rights"
    verbose_name = "Права"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.journal.acts import declare  # noqa: PLC0415  app ready
        from crm.rights.acts import ACTS  # noqa: PLC0415  app ready

        declare(*ACTS)
