"""The door of `/m/`, at companies only."""

from django.urls import path

from identity.views import sign_in

urlpatterns = [
    path("login/", sign_in.MobileSignIn.as_view(), name="mobile_login"),
    path("code/", sign_in.MobileCode.as_view(), name="mobile_code"),
]
