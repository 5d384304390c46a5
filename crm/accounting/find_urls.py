from django.urls import path

from crm.accounting import find_views

urlpatterns = [
    path("", find_views.find, name="find"),
    path("suggest/", find_views.suggest, name="find_suggestions"),
]
