from django.urls import path

from sites_cms.readings import views

# Short: the whole address goes into an SMS.
urlpatterns = [path("p/<str:token>/", views.by_link, name="reading_link")]
