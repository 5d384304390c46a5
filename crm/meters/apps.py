from django.apps import AppConfig


class MetersConfig(AppConfig):
    name = "crm.meters"
    label = "meters"
    verbose_name = "Показания ИПУ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.imports.registry import register as register_import  # noqa: PLC0415  app ready
        from crm.meters import (  # noqa: PLC0415  app ready
            acts,
            archive,
            cards,
            due,
            figures,
            house_page,
            menu,
            moving,  # noqa: F401  subscribes
            resident_events,
            rights,
            rows,
            summary,
        )
        from crm.meters.importer import MetersImport  # noqa: PLC0415  app ready
        from crm.meters.mobile import tile  # noqa: PLC0415  app ready
        from crm.meters.readings_importer import ReadingsImport  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from notifications.events import declare as declare_events  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        declare_events(resident_events.VERIFICATION)
        add(menu.ITEMS)
        rows.register()
        cards.register()
        house_page.register()
        tile.register()
        figures.register()
        summary.register()
        register_import(MetersImport)
        register_import(ReadingsImport)
        archive.register()
        acts.register()
        due.register_source()
