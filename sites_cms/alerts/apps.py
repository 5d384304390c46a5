from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "sites_cms.alerts"
    label = "site_alerts"
    verbose_name = "Объявления на сайте"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.alerts import acts, archive, menu, outage_button, rights  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        acts.register()
        archive.register()
        outage_button.register()
