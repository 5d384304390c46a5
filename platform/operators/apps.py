from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    name = "operators"
    label = "operators"
    verbose_name = "Операторы"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from operators import notices  # noqa: F401, PLC0415  app ready: connects the signals
