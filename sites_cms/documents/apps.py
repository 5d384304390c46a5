from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sites_cms.documents"
    label = "site_documents"
    verbose_name = "Документы на сайте"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.documents import acts, archive, menu, rights, site  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        acts.register()
        archive.register()
        site.register()
