"""The site of a new tenant: pages with first texts, Wagtail's Site record, rights of the editors."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from crm.rights.domain.access import SITE_EDITORS
from sites_cms.appearance.models import Appearance
from sites_cms.pages import first_texts
from sites_cms.pages.models import ContactsPage, FaqPage, FreePage, HomePage, NewsIndexPage, NewsPage
from tenants.context import host_of, speaking_for
from tenants.domain.provisioning import Step
from tenants.domain.provisioning import register as register_step
from tenants.enums import Kind
from tenants.models import Domain, Tenant

PAGE_RIGHTS = ["add_page", "change_page", "publish_page"]
FILE_RIGHTS = [f"{verb}_{kind}" for kind in ("image", "document") for verb in ("add", "change", "choose")]
STEP = "site"


def build_site(tenant: Tenant) -> None:
    """Make whatever of the site is not there yet; what somebody has changed or moved stays as it is."""
    Appearance.load()  # makes the row: no visitor's request shall write
    home = HomePage.objects.first() or _put_home(tenant)
    sync_site(tenant, root=home)
    _remove_welcome_page(home)
    _put_pages(tenant, home)
    _let_editors_edit(home)


def sync_site(tenant: Tenant, *, root: Page | None = None) -> None:
    """Keep Wagtail's Site record equal to the tenant's primary host and our port.

    Wagtail's preview sends an inner request to this host: with another one it would land in a foreign schema.
    """
    site = Site.objects.first() or Site(is_default_site=True)
    site.hostname, site.port = host_of(tenant), settings.SITE_PORT
    site.site_name = tenant.short_name
    site.is_default_site = True
    if root:
        site.root_page = root
    site.save()


@receiver(post_save, sender=Domain, dispatch_uid="pages.sync_site_with_domain")
def _follow_primary_domain(instance: Domain, **_: Any) -> None:
    tenant = instance.tenant
    if instance.is_primary and STEP in tenant.steps_done:
        with speaking_for(tenant):
            sync_site(tenant)


@receiver(post_save, sender=Tenant, dispatch_uid="pages.sync_site_with_name")
def _follow_name(instance: Tenant, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    if "short_name" in (update_fields or ()) and STEP in instance.steps_done:
        with speaking_for(instance):
            sync_site(instance)


def _put_home(tenant: Tenant) -> HomePage:
    root = Page.get_first_root_node()
    home: HomePage = root.add_child(
        instance=HomePage(title=tenant.short_name, slug="site", lead=first_texts.lead(tenant))
    )
    return home


def _remove_welcome_page(home: HomePage) -> None:
    """Wagtail's own «Welcome to your new Wagtail site!» is a plain Page beside ours."""
    for page in Page.objects.filter(depth=home.depth).exclude(pk=home.pk).exact_type(Page):
        page.delete()


def _put_pages(tenant: Tenant, home: HomePage) -> None:
    news = _put(home, NewsIndexPage(title="Новости", slug="novosti"))
    houses: type[Page] = apps.get_model("site_houses.HousesPage")  # it stands on the pages of this package
    _put(home, houses(title="Дома", slug="doma"))
    _put(home, FaqPage(title="Вопросы", slug="voprosy", intro=first_texts.FAQ_INTRO))
    _put(
        home,
        FreePage(
            title=first_texts.ABOUT[Kind(tenant.kind)],
            slug="o-kompanii",
            body=first_texts.about(tenant),
            with_requisites=True,
        ),
    )
    _put(home, ContactsPage(title="Контакты", slug="kontakty"))
    if not NewsPage.objects.exists():
        news.add_child(instance=first_texts.welcome(tenant))


def _put(home: HomePage, page: Page) -> Page:
    """Add the page, unless there is one of its type."""
    if found := type(page).objects.first():
        return found
    page.show_in_menus = True
    return home.add_child(instance=page)


def _let_editors_edit(home: HomePage) -> None:
    editors, _ = Group.objects.get_or_create(name=SITE_EDITORS)
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS):
        GroupPagePermission.objects.get_or_create(group=editors, page=home, permission=permission)
    files = Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=FILE_RIGHTS
    )
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(
            group=editors, collection=Collection.get_first_root_node(), permission=permission
        )


def register() -> None:
    """Add the site's step to provisioning."""
    register_step(Step(code=STEP, label="Сайт", order=30, run=build_site))
