from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "sites_cms.pages"
    label = "pages"
    verbose_name = "Страницы сайта"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.company.domain.contacts import emergency_phone  # noqa: PLC0415  app ready
        from crm.rights.registry import declare  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from notifications.kinds import declare as declare_notices  # noqa: PLC0415  app ready
        from sites_cms.pages import (  # noqa: PLC0415  app ready
            acts,
            archive,
            figures,
            first_steps,
            menu,
            notices,
            provisioning,
            receivers,
            rights,
            summary,
            views,
        )
        from tenants import unavailable  # noqa: PLC0415  app ready
        from watch import error_pages  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        declare_notices(notices.NEWS_WAITS, notices.NEWS_ANSWERED)
        add(menu.ITEMS)
        figures.register()
        summary.register()
        receivers.connect()
        provisioning.register()
        first_steps.register()
        error_pages.draw_with("tenant", views.draw_error)
        unavailable.ring_by(emergency_phone)
        archive.register()
        acts.register()
