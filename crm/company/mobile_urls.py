from django.urls import path

from crm.company import mobile

urlpatterns = [path("colleagues/", mobile.colleagues, name="mobile_colleagues")]
