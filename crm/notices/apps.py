from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "crm.notices"
    label = "notices"
    verbose_name = "Уведомления"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.notices import acts, archive, menu, personal_data, rights, rows  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        rows.register()
        acts.register()
        archive.register()
        personal_data.register()
