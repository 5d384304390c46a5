from django.apps import AppConfig


class PushConfig(AppConfig):
    name = "push"
    label = "push"
    verbose_name = "Push-уведомления"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications.channels import connect  # noqa: PLC0415  app ready
        from push import keys  # noqa: PLC0415  app ready
        from push.domain.by_push import ByPush  # noqa: PLC0415  app ready: needs the models

        if keys.are_set():
            connect(ByPush())
