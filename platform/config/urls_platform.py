"""What answers on the platform's host."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.admin_urls import TENANT_PACKAGES, admin_urls
from files.views import document

urlpatterns = [
    path("operator/", include("identity.urls")),
    path("operator/", include("operators.urls")),
    path("operator/help/", include("help.office_urls")),
    path("operator/", include("editing.urls")),
    path("operator/", include(admin_urls(without=TENANT_PACKAGES))),
    path("documents/<int:document_id>/<path:document_filename>", document),  # before Wagtail's own
    path("documents/", include(wagtaildocs_urls)),
    path("files/", include("files.urls")),
    path("spravka/", include("help.urls")),
    path("sms/", include("sms.urls")),
    path("", include("registration.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "watch.error_pages.bad_request"
handler403 = "watch.error_pages.forbidden"
handler404 = "watch.error_pages.not_found"
handler500 = "watch.error_pages.server_error"
