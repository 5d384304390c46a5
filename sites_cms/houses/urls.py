from django.urls import path

from sites_cms.houses import letter_views, views

urlpatterns = [
    path("moy-dom/", views.my_house, name="my_house"),
    path("moy-dom/podskazki/", views.suggest, name="suggest_my_house"),
    path("moy-dom/zapomnit/", views.remember, name="remember_house"),
    path("moy-dom/moyo/", views.own_part, name="own_part"),
    path("moy-dom/podpiska/", views.subscribe, name="subscribe_to_house"),
    path("moy-dom/podpiska/<str:token>/", letter_views.confirm, name="confirm_subscription"),
    path("moy-dom/otpiska/<str:token>/", letter_views.leave, name="leave_subscription"),
    path("foto-doma/<int:pk>.jpg", views.photo, name="photo_of_house"),
]
