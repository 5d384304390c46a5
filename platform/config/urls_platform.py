"""What answers on the platform's host."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.admin_urls import TENANT_PACKAGES, admin_urls
from identity.views import NewPassword, SignIn
from tenants.media import media

urlpatterns = [
    path("operator/login/", SignIn.as_view(), name="wagtailadmin_login"),
    path("operator/new-password/", NewPassword.as_view(), name="new_password"),
    path("operator/", include("operators.urls")),
    path("operator/", include(admin_urls(without=TENANT_PACKAGES))),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media),
    path("", include("registration.urls")),
    path("", include(wagtail_urls)),
]
handler404 = "registration.views.not_found"
handler500 = "registration.views.server_error"
