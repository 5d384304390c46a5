from django.urls import path

from crm.sms import views

app_name = "crm_sms"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("export.<slug:form>", views.export_messages, name="export"),
    path("limit/", views.limit, name="limit"),
]
