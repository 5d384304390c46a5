from django.urls import path

from sites_cms.app import views

# The worker stands at the root: what it may look after is what stands below its own address.
urlpatterns = [
    path("worker.js", views.worker, name="site_worker"),
    path("push/manifest.webmanifest", views.manifest, name="site_manifest"),
    path("push/offline/", views.offline, name="site_offline"),
    path("push/icon-<int:size>.png", views.icon, name="site_icon"),
]
