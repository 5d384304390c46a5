from django.urls import path

from crm.company.views import company_profile, rules_of_sign_in

urlpatterns = [
    path("profile/", company_profile, name="company_profile"),
    path("sign-in-rules/", rules_of_sign_in, name="sign_in_rules"),
]
