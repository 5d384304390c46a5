from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"
    verbose_name = "Справочник населённых пунктов"
    default_auto_field = "django.db.models.BigAutoField"
