from django.urls import path

from crm.company.views.photos import employee_photo
from crm.company.views.profile import company_profile
from crm.company.views.rights import employee_rights, who_may_what
from crm.company.views.sign_in_rules import rules_of_sign_in

urlpatterns = [
    path("profile/", company_profile, name="company_profile"),
    path("rights/", who_may_what, name="who_may_what"),
    path("employees/<int:pk>/rights/", employee_rights, name="employee_rights"),
    path("employees/<int:pk>/photo/", employee_photo, name="employee_photo"),
    path("sign-in-rules/", rules_of_sign_in, name="sign_in_rules"),
]
