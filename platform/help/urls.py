"""At the platform's site: /spravka/."""

from django.urls import path

from help.views import ArticlePage, Contents, Search

app_name = "help"
urlpatterns = [
    path("", Contents.as_view(), name="contents"),
    path("poisk/", Search.as_view(), name="search"),
    path("<slug:slug>/", ArticlePage.as_view(), name="article"),
]
