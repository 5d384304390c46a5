from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class IdentityConfig(AppConfig):
    name = "identity"
    verbose_name = "Пользователи"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from identity import task_signals  # noqa: PLC0415  app ready: connects signals
        from identity.domain.directory import refill_for  # noqa: PLC0415  app ready: needs the models
        from tenants.archive.registry import on_arrival  # noqa: PLC0415  app ready

        on_arrival(refill_for)
        task_signals.connect()
        user_logged_out.connect(_tell_signed_out, dispatch_uid="identity.signed_out")


def _tell_signed_out(user: Any, **_: Any) -> None:
    from identity.events import signed_out  # noqa: PLC0415  app ready

    if user is not None:
        signed_out.send(sender=type(user), user=user)
