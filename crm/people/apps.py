from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "crm.people"
    label = "people"
    verbose_name = "Жители"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.accounting import list_buttons  # noqa: PLC0415  app ready
        from crm.imports.registry import register  # noqa: PLC0415  app ready
        from crm.people import (  # noqa: PLC0415  app ready
            acts,
            archive,
            cards,
            debtors,
            finding,
            listening,
            menu,
            rights,
            rows,
        )
        from crm.people.domain.devices import DeviceBook  # noqa: PLC0415  app ready: needs the models
        from crm.people.importer import PhonesImport  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from push.book import keep_with  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        rows.register()
        acts.register()
        archive.register()
        cards.register()
        finding.register()
        debtors.register()
        listening.register()
        register(PhonesImport)
        keep_with(DeviceBook())
        list_buttons.register(menu.LOAD_PHONES)
