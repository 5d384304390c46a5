from django.apps import AppConfig


class RequestTypesConfig(AppConfig):
    name = "crm.request_types"
    label = "request_types"
    verbose_name = "Типы заявок"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.request_types import (  # noqa: PLC0415  app ready
            acts,
            archive,
            menu,
            rights,
        )
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        archive.register()
        acts.register()
