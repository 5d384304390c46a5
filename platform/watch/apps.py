from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "watch"
    verbose_name = "Наблюдение"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from watch import queries, task_signals  # noqa: PLC0415  app ready: both connect signals

        queries.connect()
        task_signals.connect()
