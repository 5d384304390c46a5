from django.apps import AppConfig


class PersonalDataConfig(AppConfig):
    name = "crm.personal_data"
    label = "personal_data"
    verbose_name = "Персональные данные"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.personal_data import (  # noqa: PLC0415  app ready
            acts,
            archive,
            menu,
            rights,
            sources,
        )
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        acts.register()
        archive.register()
        sources.register()
