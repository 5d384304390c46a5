from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Уведомления"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications.channels import connect  # noqa: PLC0415  app ready
        from notifications.domain.by_email import ByEmail  # noqa: PLC0415  app ready: needs the models

        connect(ByEmail())
