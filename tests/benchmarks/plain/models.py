"""The page types of a site, as one company would write them for itself."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from identity.phones import normalise_phone
from sites_cms.appearance.domain.contrast import palette


@register_setting
class Company(BaseGenericSetting):
    short_name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=300)
    inn = models.CharField(max_length=10)
    emergency_phone = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    working_hours = models.CharField(max_length=200, blank=True)


@register_setting
class Appearance(BaseGenericSetting):
    accent = models.CharField(max_length=7, default="#1f4e8c")
    logo = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+")

    select_related = ["logo"]

    @property
    def version(self) -> int:
        return hash(repr(palette(self.accent)))


@dataclass(frozen=True)
class Phone:
    text: str

    @property
    def dial(self) -> str:
        return normalise_phone(self.text)


class SitePage(Page):
    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        company = Company.load(request)
        home = Site.find_for_request(request).root_page
        below = {
            page.content_type.model: page
            for page in home.get_children().live().public().select_related("content_type")[:50]
        }
        phone = Phone(company.emergency_phone)
        return super().get_context(request, *args, **kwargs) | {
            "company": company,
            "tenant": SimpleNamespace(city="Верхнекамск", region="Пермский край"),
            "emergency": phone,
            "emergency_phones": [phone],
            "office_phones": [Phone(company.phone)],
            "appearance": Appearance.load(request),
            "theme_base": "daylight/base.html",
            "menu": [
                {"title": page.title, "url": page.get_url(request), "is_current": False} for page in below.values()
            ],
            "contacts_url": below["contactspage"].get_url(request),
            "faq_url": below["faqpage"].get_url(request),
            "news_url": below["newsindexpage"].get_url(request),
            "site_url": f"{request.scheme}://{request.get_host()}",
            "canonical": request.build_absolute_uri(request.path),
            "platform_url": "http://localhost",
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> TemplateResponse:
        answer = super().serve(request, *args, **kwargs)
        patch_vary_headers(answer, ["Cookie"])
        return answer


class HomePage(SitePage):
    lead = models.TextField(max_length=300, blank=True)
    template = "site/home.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pictures = get_image_model().objects.prefetch_renditions("fill-480x300|format-webp")
        return super().get_context(request, *args, **kwargs) | {
            "description": self.search_description or self.lead,
            "news": NewsPage.objects.live()
            .public()
            .prefetch_related(models.Prefetch("picture", queryset=pictures))
            .order_by("-pinned", "-date", "-pk")[:3],
            "questions": Question.objects.filter(is_active=True).order_by("-weight", "-published_on")[:5],
        }


class NewsIndexPage(SitePage):
    template = "site/news_index.html"


class NewsPage(SitePage):
    announcement = models.TextField(max_length=500)
    picture = models.ForeignKey("wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+")
    body = RichTextField(blank=True)
    date = models.DateField(default=timezone.localdate, db_index=True)
    pinned = models.BooleanField(default=False)
    template = "site/news.html"


class FaqPage(SitePage):
    template = "site/faq.html"


class ContactsPage(SitePage):
    template = "site/contacts.html"


class FreePage(SitePage):
    body = RichTextField(blank=True)
    with_requisites = models.BooleanField(default=False)
    template = "site/free.html"


class Question(models.Model):
    question = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    answer = RichTextField()
    published_on = models.DateField(default=timezone.localdate)
    is_active = models.BooleanField(default=True)
    weight = models.IntegerField(default=0)
