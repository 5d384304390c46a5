from django.urls import path

from crm.personal_data import views

urlpatterns = [
    path("", views.search, name="personal_data"),
    path("person/", views.person, name="person_file"),
    path("person.<slug:form>", views.download, name="download_person_file"),
    path("erase/", views.erase, name="erase_person"),
    path("acts/", views.erasure_acts, name="erasure_acts"),
    path("acts/<int:pk>.pdf", views.erasure_act, name="erasure_act"),
]
