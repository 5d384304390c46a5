from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("crm/", include(wagtailadmin_urls)),
    path("theme.css", nothing, name="site_tokens"),
    path("vision/", nothing, name="site_vision"),
    path("", include(wagtail_urls)),
]
