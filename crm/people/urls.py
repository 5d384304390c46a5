from django.urls import path

from crm.people.views import accounts, people

urlpatterns = [
    path("by-phone/", people.person_by_phone, name="person_by_phone"),
    path("accounts/<int:pk>/phones/add/", accounts.add_account_phone, name="add_account_phone"),
    path("accounts/<int:pk>/people/add/", accounts.add_account_person, name="add_account_person"),
    path("ties/<int:pk>/end/", accounts.end_tie, name="end_tie"),
    path("phones/<int:pk>/remove/", people.remove_person_phone, name="remove_person_phone"),
    path("devices/<int:pk>/forget/", people.forget_device, name="forget_device"),
    path("<int:pk>/phones/add/", people.add_person_phone, name="add_person_phone"),
    path("<int:pk>/email/trust/", people.trust_email, name="trust_person_email"),
    path("<int:pk>/accounts/add/", people.tie_person, name="tie_person"),
    path("<int:pk>/consents/add/", people.write_consent, name="write_consent"),
]
