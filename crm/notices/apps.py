from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "crm.notices"
    label = "notices"
    verbose_name = "Уведомления"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.notices import (  # noqa: PLC0415  app ready
            acts,
            archive,
            menu,
            personal_data,
            receivers,
            resident_events,
            rights,
            rows,
        )
        from crm.notices.domain.wordings import worded  # noqa: PLC0415  app ready: needs the models
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from notifications.events import declare as declare_events  # noqa: PLC0415  app ready
        from notifications.events import word_by  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        declare_events(resident_events.READINGS, resident_events.DEBT)
        word_by(worded)
        add(menu.ITEMS)
        receivers.connect()
        rows.register()
        acts.register()
        archive.register()
        personal_data.register()
