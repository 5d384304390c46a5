from django.apps import AppConfig


class AppearanceConfig(AppConfig):
    name = "sites_cms.appearance"
    label = "appearance"
    verbose_name = "Оформление сайта"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from crm.mobile import surroundings  # noqa: PLC0415  app ready
        from sites_cms.appearance import acts  # noqa: PLC0415  app ready
        from sites_cms.appearance.models import Appearance  # noqa: PLC0415  app ready

        def colours() -> surroundings.Colours:
            palette = Appearance.load().palette
            return surroundings.Colours(palette.accent, palette.on_accent)

        surroundings.paint_with(colours)
        acts.register()
