from django.urls import path

from crm.accounting import views

urlpatterns = [
    path("accounts/<int:pk>/off/", views.deactivate_account, name="deactivate_account"),
    path("accounts/<int:pk>/on/", views.activate_account, name="activate_account"),
    path("towns/", views.suggest_towns, name="suggest_towns"),
    path("houses/", views.suggest_houses, name="suggest_houses"),
]
