from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "sites_cms.chat"
    label = "site_chat"
    verbose_name = "Чат на сайте"

    def ready(self) -> None:
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from sites_cms.chat import acts, menu  # noqa: PLC0415  app ready

        add(menu.ITEMS)
        acts.register()
