from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "sites_cms.pages"
    label = "pages"
    verbose_name = "Страницы сайта"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.pages import first_steps, menu, provisioning, rights  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        provisioning.register()
        first_steps.register()
