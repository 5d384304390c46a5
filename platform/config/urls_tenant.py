"""What answers on a tenant's host."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.admin_urls import PLATFORM_PACKAGES, admin_urls
from identity.views import NewPassword, SignIn
from tenants.media import media

urlpatterns = [
    path("crm/login/", SignIn.as_view(), name="wagtailadmin_login"),
    path("crm/new-password/", NewPassword.as_view(), name="new_password"),
    path("crm/", include("crm.shell.urls")),
    path("crm/company/", include("crm.company.urls")),
    path("crm/accounting/", include("crm.accounting.urls")),
    path("crm/imports/", include("crm.imports.urls")),
    path("crm/billing/", include("crm.billing.urls")),
    path("crm/", include(admin_urls(without=PLATFORM_PACKAGES))),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", media),
    path("", include("sites_cms.pages.urls")),
    path("", include(wagtail_urls)),
]
handler404 = "sites_cms.pages.views.not_found"
handler500 = "sites_cms.pages.views.server_error"
