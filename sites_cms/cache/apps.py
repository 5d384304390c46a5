from django.apps import AppConfig


class CacheConfig(AppConfig):
    name = "sites_cms.cache"
    label = "site_cache"
    verbose_name = "Память страниц сайта"

    def ready(self) -> None:
        from sites_cms.cache import watching  # noqa: F401, PLC0415  app ready: connects the signals
