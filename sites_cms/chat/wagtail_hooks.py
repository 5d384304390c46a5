from django.urls import URLPattern, path
from wagtail import hooks

from sites_cms.chat import views


@hooks.register("register_admin_urls")
def office() -> list[URLPattern]:
    settings = path("site/settings/", views.site_settings, name="site_settings")
    settings.side = "sites_cms"  # type: ignore[attr-defined]  # config.admin_urls leaves it out for operators
    return [settings]
