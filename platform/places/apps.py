from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"
    verbose_name = "Справочник населённых пунктов"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from places import archive  # noqa: PLC0415  app ready: needs the models

        archive.register()
