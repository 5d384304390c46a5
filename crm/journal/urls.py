from django.urls import path

from crm.journal import views

urlpatterns = [
    path("", views.journal, name="journal"),
    path("export.<slug:form>", views.export_journal, name="export_journal"),
]
