from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "crm.api"
    label = "api"
    verbose_name = "Ключи API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.api import acts, menu  # noqa: PLC0415  app ready
        from crm.api.errors import draw_error  # noqa: PLC0415  app ready
        from crm.api.models import Reading, Token  # noqa: PLC0415  app ready
        from crm.journal.acts import declare as declare_acts  # noqa: PLC0415  app ready
        from crm.shell.menu import add  # noqa: PLC0415  app ready
        from tenants.domain import freezing  # noqa: PLC0415  app ready
        from watch import error_pages  # noqa: PLC0415  app ready

        add(menu.ITEMS)
        declare_acts(*acts.ACTS)
        freezing.stay(Token._meta.db_table, Reading._meta.db_table)
        error_pages.draw_below("/api/", draw_error, needs_nothing=True)
