from django.urls import path

from registration import views

app_name = "registration"
urlpatterns = [
    path("join/", views.join, name="join"),
    path("join/suggest/", views.suggest, name="suggest"),
    path("application/<uuid:token>/", views.application, name="application"),
    path("message/", views.message, name="message"),
    path("message/sent/", views.message_sent, name="message_sent"),
    path("price/", views.price, name="price"),
    path("consent/", views.consent_text, name="consent"),
    path("consent/<slug:version>/", views.consent_text, name="consent_version"),
    path("kabinet/", views.cabinet, name="cabinet"),
]
