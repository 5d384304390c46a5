from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "identity"
    verbose_name = "Пользователи"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from identity.domain.directory import refill_for  # noqa: PLC0415  app ready: needs the models
        from tenants.archive.registry import on_arrival  # noqa: PLC0415  app ready

        on_arrival(refill_for)
