from django.urls import path

from sites_cms.notices import views

# Short, as those of requests: such addresses may go into an SMS.
urlpatterns = [
    path("n/<str:token>/", views.leave, name="leave_notices"),
    path("u/<str:token>/", views.feed, name="notice_feed"),
    path("u/<str:token>/<int:pk>/", views.attachment, name="notice_file"),
]
