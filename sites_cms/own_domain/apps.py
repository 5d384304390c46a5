from django.apps import AppConfig


class OwnDomainConfig(AppConfig):
    name = "sites_cms.own_domain"
    label = "site_domain"
    verbose_name = "Домен сайта"

    def ready(self) -> None:
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.own_domain import acts, menu, rights, tasks  # noqa: F401, PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        acts.register()
