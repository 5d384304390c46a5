from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "sites_cms.disclosure"
    label = "disclosure"
    verbose_name = "Раскрытие информации"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.accounting import house_cards  # noqa: PLC0415  app ready
        from crm.imports.registry import register as register_import  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.disclosure import acts, archive, importer, menu, personal, rights, site  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        house_cards.buttons.register(menu.HOUSE_BUTTON)
        acts.register()
        archive.register()
        for kind in importer.importers():
            register_import(kind)
        personal.register_source()
        site.register()
