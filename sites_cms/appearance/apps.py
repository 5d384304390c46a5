from django.apps import AppConfig


class AppearanceConfig(AppConfig):
    name = "sites_cms.appearance"
    label = "appearance"
    verbose_name = "Оформление сайта"
    default_auto_field = "django.db.models.BigAutoField"
