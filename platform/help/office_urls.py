"""Inside the Wagtail admin: /crm/help/ and /operator/help/."""

from django.urls import path

from help.views import ArticlePage, Contents, Search, in_office

app_name = "help_office"
urlpatterns = [
    path("", in_office(Contents), name="contents"),
    path("poisk/", in_office(Search), name="search"),
    path("<slug:slug>/", in_office(ArticlePage), name="article"),
]
