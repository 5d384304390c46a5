from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "crm.company"
    label = "company"
    verbose_name = "Компания"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.company import (  # noqa: PLC0415  app ready
            acts,
            archive,
            first_steps,
            menu,
            provisioning,
            rights,
        )
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        provisioning.register()
        first_steps.register()
        archive.register()
        acts.register()
