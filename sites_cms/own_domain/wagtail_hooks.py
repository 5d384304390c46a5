from django.urls import URLPattern, path
from wagtail import hooks

from sites_cms.own_domain import views


@hooks.register("register_admin_urls")
def office() -> list[URLPattern]:
    patterns = [
        path("site/domain/", views.domain, name="site_domain"),
        path("site/domain/home/", views.go_home, name="site_domain_home"),
        path("site/domain/<int:pk>/check/", views.check, name="site_domain_check"),
        path("site/domain/<int:pk>/choose/", views.choose, name="site_domain_choose"),
        path("site/domain/<int:pk>/give-up/", views.give_up, name="site_domain_give_up"),
    ]
    for pattern in patterns:
        pattern.side = "sites_cms"  # type: ignore[attr-defined]  # config.admin_urls leaves it out for operators
    return patterns
