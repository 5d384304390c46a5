from django.urls import path

from sites_cms.requests import views

# Short: the whole address goes into an SMS.
urlpatterns = [
    path("z/<str:token>/", views.by_link, name="request_link"),
    path("z/<str:token>/photos/<int:pk>/", views.photo, name="request_link_photo"),
]
