from django.apps import AppConfig


class CrmBillingConfig(AppConfig):
    name = "crm.billing"
    label = "crm_billing"
    verbose_name = "Биллинг"

    def ready(self) -> None:
        from crm.billing import acts, bonuses, figures, listeners, menu, rights, summary  # noqa: PLC0415  app ready
        from crm.journal.acts import declare as declare_acts  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        figures.register()
        summary.register()
        listeners.connect()
        bonuses.register()
        declare_acts(*acts.ACTS)
