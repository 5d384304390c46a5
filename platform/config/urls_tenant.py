"""What answers on a tenant's host."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

from config.admin_urls import PLATFORM_PACKAGES, admin_urls
from crm.company.views.visits import enter_as
from files.views import document
from identity.views.sign_in import hand_over

urlpatterns = [
    path("crm/", include("identity.urls")),
    path("sign-in/", hand_over, name="hand_over"),
    path("sign-in/operator/", enter_as, name="operator_enters"),
    path("crm/", include("crm.shell.urls")),
    path("crm/", include("editing.urls")),
    path("crm/help/", include("help.office_urls")),
    path("crm/company/", include("crm.company.urls")),
    path("crm/accounting/", include("crm.accounting.urls")),
    path("crm/find/", include("crm.accounting.find_urls")),
    path("crm/people/", include("crm.people.urls")),
    path("crm/meters/", include("crm.meters.urls")),
    path("crm/dispatch/", include("crm.dispatch.urls")),
    path("crm/journal/", include("crm.journal.urls")),
    path("crm/imports/", include("crm.imports.urls")),
    path("crm/personal-data/", include("crm.personal_data.urls")),
    path("crm/billing/", include("crm.billing.urls")),
    path("crm/sms/", include("crm.sms.urls")),
    path("crm/notices/", include("crm.notices.urls")),
    path("crm/disclosure/", include("sites_cms.disclosure.urls")),
    path("crm/api-keys/", include("crm.api.office_urls")),
    path("m/", include("crm.mobile.urls")),
    path("m/", include("crm.company.mobile_urls")),
    path("m/", include("crm.people.mobile_urls")),
    path("m/", include("crm.meters.mobile.urls")),
    path("m/", include("crm.dispatch.mobile.urls")),
    path("api/v1/", include("crm.api.urls")),
    path("crm/", include(admin_urls(without=PLATFORM_PACKAGES))),
    path("documents/<int:document_id>/<path:document_filename>", document),  # before Wagtail's own
    path("documents/", include(wagtaildocs_urls)),
    path("files/", include("files.urls")),
    path("", include("sites_cms.disclosure.site_urls")),
    path("", include("sites_cms.documents.urls")),
    path("", include("sites_cms.vacancies.urls")),
    path("", include("sites_cms.readings.urls")),
    path("", include("sites_cms.requests.urls")),
    path("", include("sites_cms.notices.urls")),
    path("", include("sites_cms.app.urls")),
    path("", include("sites_cms.houses.urls")),
    path("", include("sites_cms.alerts.urls")),
    path("", include("sites_cms.pages.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "watch.error_pages.bad_request"
handler403 = "watch.error_pages.forbidden"
handler404 = "watch.error_pages.not_found"
handler500 = "watch.error_pages.server_error"
