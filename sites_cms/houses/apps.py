from django.apps import AppConfig


class HousesConfig(AppConfig):
    name = "sites_cms.houses"
    label = "site_houses"
    verbose_name = "Дома на сайте"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sites_cms.houses import (  # noqa: PLC0415  app ready
            archive,
            own_sections,
            personal_data,
            receivers,
        )

        archive.register()
        own_sections.register()
        personal_data.register()
        receivers.connect()
