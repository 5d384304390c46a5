from django.urls import path

from crm.company.views import company_profile

urlpatterns = [path("profile/", company_profile, name="company_profile")]
