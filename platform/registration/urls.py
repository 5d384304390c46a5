from django.urls import path

from registration import cabinet_views, search_engines, views

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
    path("sitemap.xml", search_engines.sitemap, name="sitemap"),
    path("robots.txt", search_engines.robots, name="robots"),
    path("kabinet/", cabinet_views.sign_in, name="cabinet"),
    path("kabinet/company/", cabinet_views.choose, name="choose"),
    path("kabinet/password/", cabinet_views.forgotten, name="forgotten"),
    path("kabinet/password/sent/", cabinet_views.forgotten_sent, name="forgotten_sent"),
]
