"""Addresses of the site that are no Wagtail pages."""

from django.urls import path

from sites_cms.appearance.views import tokens
from sites_cms.pages import views

urlpatterns = [
    path("theme.css", tokens, name="site_tokens"),
    path("vision/", views.choose_vision, name="site_vision"),
    path("sitemap.xml", views.sitemap, name="site_map"),
    path("robots.txt", views.robots, name="site_robots"),
]
