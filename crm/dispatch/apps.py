from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "crm.dispatch"
    label = "dispatch"
    verbose_name = "Диспетчерская"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.company.domain.numbering import declare_used  # noqa: PLC0415  app ready
        from crm.dispatch import (  # noqa: PLC0415  app ready
            acts,
            archive,
            cards,
            due,
            executor_events,
            menu,
            notices,
            resident_events,
            rights,
            rows,
            summary,
        )
        from crm.dispatch.domain.numbering import largest  # noqa: PLC0415  app ready: needs the models
        from crm.dispatch.mobile import tile  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from notifications.events import declare as declare_events  # noqa: PLC0415  app ready
        from notifications.kinds import declare as declare_notices  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        declare_notices(notices.ASSIGNED, notices.DEADLINE)
        declare_events(*resident_events.STEPS.values(), *resident_events.OUTAGES, executor_events.HANDS_ASSIGNED)
        add(menu.ITEMS)
        acts.register()
        cards.register()
        tile.register()
        due.register_source()
        summary.register()
        archive.register()
        rows.register()
        declare_used(largest)
