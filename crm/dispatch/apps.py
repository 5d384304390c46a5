from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "crm.dispatch"
    label = "dispatch"
    verbose_name = "Диспетчерская"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.dispatch import (  # noqa: PLC0415  app ready
            archive,
            menu,
            rights,
        )
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        archive.register()
