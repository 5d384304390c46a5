"""Addresses of the site that are no Wagtail pages."""

from django.urls import path

from sites_cms.appearance.views import tokens
from sites_cms.pages import faq_views, views
from sites_cms.pages.feeds import NewsFeed

urlpatterns = [
    path("theme.css", tokens, name="site_tokens"),
    path("vision/", views.choose_vision, name="site_vision"),
    path("rss.xml", NewsFeed(), name="site_feed"),
    path("otsenka/<slug:slug>/", faq_views.rate_answer, name="site_rate_answer"),
    path("sitemap.xml", views.sitemap, name="site_map"),
    path("robots.txt", views.robots, name="site_robots"),
]
