"""What changes a page of a site: any saved or deleted row of what sites show."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import post_page_move

from tenants import changes
from tenants.connection import connection
from tenants.context import on_platform

# Models besides pages, by label: what stands on a site and belongs to the company. Shared questions tell of themselves.
SHOWN = {
    "accounting.House",
    "appearance.Appearance",
    "company.Office",
    "company.Profile",
    "company.SpecialDay",
    "company.WorkingInterval",
    "dispatch.Outage",
    "pages.OldAddress",
    "pages.Question",
    "site_alerts.Alert",
    "site_documents.Document",
    "site_documents.Folder",
    "site_vacancies.Vacancy",
    "wagtailcore.Site",
    "wagtailcore.PageViewRestriction",
    "wagtailimages.Image",
    "wagtaildocs.Document",
    "wagtailredirects.Redirect",
}
# A draft is kept in these fields; nothing of it is on the site yet.
_OF_DRAFTS = {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes"}


@receiver([post_save, post_delete], dispatch_uid="sites_cms.cache.watch")
def watch(sender: type[Model], update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """Announce the change if a site shows such rows."""
    label = sender._meta.label
    if (label in SHOWN or issubclass(sender, Page)) and not (update_fields and update_fields <= _OF_DRAFTS):
        _announce_own()


@receiver(post_page_move, dispatch_uid="sites_cms.cache.watch_moves")
def watch_moves(**_: Any) -> None:
    """Moving a page writes its place past the signals of saving."""
    _announce_own()


def _announce_own() -> None:
    if not on_platform():
        changes.announce(connection.schema_name, of_pages=True)
