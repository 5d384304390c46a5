from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "crm.shell"
    label = "shell"
    verbose_name = "Рабочий стол"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.shell import inline_scripts  # noqa: PLC0415  app ready: it changes a class of Wagtail

        inline_scripts.replace()
