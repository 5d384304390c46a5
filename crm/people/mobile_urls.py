from django.urls import path

from crm.people import mobile

urlpatterns = [path("push/", mobile.own_device, name="mobile_push")]
