from django.apps import AppConfig


class CrmSmsConfig(AppConfig):
    name = "crm.sms"
    label = "crm_sms"
    verbose_name = "СМС"

    def ready(self) -> None:
        from crm.journal.acts import declare as declare_acts  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from crm.sms import acts, figures, menu, rights  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        declare_acts(*acts.ACTS)
        add(menu.ITEMS)
        figures.register()
