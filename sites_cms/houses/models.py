"""The page of houses, and who asked for letters about one."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page

from crm.accounting.models import House
from sites_cms.houses import sections
from sites_cms.houses.domain import addresses, now
from sites_cms.pages import context
from sites_cms.pages.models import SitePage


class HousesPage(RoutablePageMixin, SitePage):
    """«Дома»: the list; each house has an address below it without a row of its own."""

    intro = models.TextField("вступление", max_length=300, blank=True)

    summary = "{page} под управлением: {company}. Отключения, новости и паспорт каждого дома."
    template = "house_list.html"
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = "дома"

    def content(self, request: HttpRequest) -> dict[str, Any]:
        at, shown = timezone.now(), now.going_on()
        context.true_until(request, shown.changes_at)
        return {
            "description": self.search_description or self.intro,
            "towns": addresses.by_towns(House.objects.all(), below=self.get_url(request) or "/"),
            "off": {place.house_id for outage in shown.outages for place in outage.places.all()},
            "outages": [now.told(outage, at=at) for outage in shown.outages],
        }

    @path("<int:number>-<slug:words>/", name="house")
    def one(self, request: HttpRequest, number: int, words: str) -> HttpResponse:
        """One house. An address with other words, as after its street was renamed, leads to the right one."""
        house = House.objects.filter(pk=number).first() if number < addresses.MOST_NUMBER else None
        if house is None:
            raise Http404("No such house")
        if words != addresses.words(house):
            return redirect(f"{self.get_url(request)}{addresses.last_part(house)}", permanent=True)
        shown = {
            "house": house,
            "sections": sections.of(house, request),
            "description": f"{house}: отключения, новости, паспорт дома.",
            "houses_title": self.title,
            "alerts": context.alerts_for(request, house=house),
        }
        return context.vary(
            self.render(request, template=context.template(request, "house.html"), context_overrides=shown)
        )


class Subscription(models.Model):
    """Somebody who wants letters about the outages of a house: an address of e-mail and nothing else.

    `told`: outage → the state of it of which this subscriber has heard, so that nothing is told twice. Whoever leaves
    is erased at once; that there was a consent, when, to which text and until when stays.
    """

    house = models.ForeignKey(House, on_delete=models.CASCADE, related_name="subscriptions", verbose_name="дом")
    email = models.EmailField("почта", blank=True)
    text_version = models.CharField("текст согласия", max_length=20)
    asked_at = models.DateTimeField("попросил", auto_now_add=True)
    confirmed_at = models.DateTimeField("подтвердил", null=True, blank=True)
    ended_at = models.DateTimeField("отписался", null=True, blank=True)
    told: "models.JSONField[dict[str, str]]" = models.JSONField("о чём написали", default=dict)

    class Meta:
        verbose_name = "подписка на дом"
        verbose_name_plural = "подписки на дома"
        ordering = ["pk"]
        indexes = [models.Index(fields=["email"], condition=~Q(email=""), name="subscriptions_by_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["house", "email"], condition=~Q(email=""), name="subscribed_once_to_a_house"
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="subscription_email_in_lower_case"),
            models.CheckConstraint(
                condition=Q(ended_at=None) & ~Q(email="") | Q(ended_at__isnull=False, email=""),
                name="who_left_is_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"Подписка № {self.pk}"

    @property
    def is_on(self) -> bool:
        """Letters go out."""
        return self.confirmed_at is not None and self.ended_at is None

    @property
    def since(self) -> datetime:
        """When the consent was given."""
        return self.confirmed_at or self.asked_at
