from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "sites_cms.pages"
    label = "pages"
    verbose_name = "Страницы сайта"
    default_auto_field = "django.db.models.BigAutoField"
