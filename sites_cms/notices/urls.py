from django.urls import path

from sites_cms.notices import push_views, views

# Short, as those of requests: such addresses may go into an SMS.
urlpatterns = [
    path("n/<str:token>/", views.leave, name="leave_notices"),
    path("s/<str:code>", views.choose, name="choose_notices"),  # no slash at the end: an SMS pays for each sign
    path("u/<str:token>/", views.feed, name="notice_feed"),
    path("u/<str:token>/<int:pk>/", views.attachment, name="notice_file"),
    path("u/<str:token>/push/", push_views.device, name="notice_device"),
    path("u/<str:token>/manifest.webmanifest", push_views.manifest, name="notice_manifest"),
    path("push/receipt/", push_views.receipt, name="push_receipt"),
]
