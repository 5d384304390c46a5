from django.urls import path

from crm.meters.mobile import views

urlpatterns = [
    path("readings/", views.choose_house, name="mobile_readings"),
    path("readings/houses/<int:house_pk>/", views.walk, name="mobile_walk"),
    path("readings/houses/<int:house_pk>/kit/", views.kit, name="mobile_walk_kit"),
    path("readings/houses/<int:house_pk>/own/", views.door, name="mobile_house_meters"),
    path("readings/houses/<int:house_pk>/flats/<int:account_pk>/", views.door, name="mobile_flat"),
]
