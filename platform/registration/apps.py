from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "registration"
    label = "registration"
    verbose_name = "Регистрация"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registration import (  # noqa: PLC0415  app ready
            archive,
            provisioning,
            views,
        )
        from watch import error_pages  # noqa: PLC0415  app ready

        provisioning.register()
        error_pages.draw_with("platform", views.draw_error)
        archive.register()
