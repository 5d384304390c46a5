from django.urls import path

from crm.mobile import app_views, views

urlpatterns = [
    path("", views.home, name="mobile_home"),
    path("login/", views.SignIn.as_view(), name="mobile_login"),
    path("code/", views.Code.as_view(), name="mobile_code"),
    path("logout/", views.sign_out, name="mobile_logout"),
    path("new-password/", views.MobileNewPassword.as_view(), name="mobile_new_password"),
    path("profile/", views.profile, name="mobile_profile"),
    path("profile/password/", views.change_password, name="mobile_change_password"),
    path("manifest.webmanifest", app_views.manifest, name="mobile_manifest"),
    path("look.css", app_views.look, name="mobile_look"),
    path("icon-<int:size>.png", app_views.icon, name="mobile_icon"),
    path("worker.js", app_views.worker, name="mobile_worker"),
    path("offline/", app_views.offline, name="mobile_offline"),
    path("unsent/", app_views.unsent, name="mobile_unsent"),
]
