from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "registration"
    label = "registration"
    verbose_name = "Регистрация"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from registration import provisioning  # noqa: PLC0415  app ready

        provisioning.register()
