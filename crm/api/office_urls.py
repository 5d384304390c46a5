from django.urls import path

from crm.api import views

urlpatterns = [
    path("", views.list_keys, name="api_keys"),
    path("new/", views.issue_key, name="api_issue_key"),
    path("<int:pk>/revoke/", views.revoke_key, name="api_revoke_key"),
]
