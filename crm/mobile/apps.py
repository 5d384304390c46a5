from django.apps import AppConfig


class MobileConfig(AppConfig):
    name = "crm.mobile"
    label = "mobile"
    verbose_name = "Телефон сотрудника"

    def ready(self) -> None:
        from crm.journal.acts import declare  # noqa: PLC0415  app ready
        from crm.mobile.acts import ACTS  # noqa: PLC0415  app ready
        from crm.mobile.pages import draw_error  # noqa: PLC0415  app ready: it needs the models
        from watch import error_pages  # noqa: PLC0415  app ready

        declare(*ACTS)
        error_pages.draw_below("/m/", draw_error)
