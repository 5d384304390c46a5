from django.urls import path

from sites_cms.alerts import views

urlpatterns = [path("obyavlenie/ubrat/", views.put_away, name="put_alert_away")]
