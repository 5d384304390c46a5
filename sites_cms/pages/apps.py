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
        from sites_cms.pages import (  # noqa: PLC0415  app ready
            acts,
            archive,
            first_steps,
            menu,
            provisioning,
            rights,
            views,
        )
        from tenants import unavailable  # noqa: PLC0415  app ready
        from watch import error_pages  # noqa: PLC0415  app ready

        declare(*rights.ACTIONS)
        add(menu.ITEMS)
        provisioning.register()
        first_steps.register()
        error_pages.draw_with("tenant", views.draw_error)
        unavailable.ring_by(emergency_phone)
        archive.register()
        acts.register()
