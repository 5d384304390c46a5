"""What a new tenant has of a site, and that it can be made again."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, Site

from crm.rights.domain.access import SITE_EDITORS
from sites_cms.pages.models import HomePage
from sites_cms.pages.provisioning import build_site
from tenants.context import speaking_for
from tenants.models import Domain, Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

PAGES = [
    "/site/",
    "/site/novosti/",
    "/site/novosti/sayt-otkryt/",
    "/site/voprosy/",
    "/site/o-kompanii/",
    "/site/doma/",
    "/site/kontakty/",
]


def addresses() -> list[str]:
    return sorted(Page.objects.filter(depth__gt=1, live=True).values_list("url_path", flat=True))


def test_a_new_tenant_has_a_whole_site_and_no_page_of_wagtail(tenant: Tenant):
    assert addresses() == sorted(PAGES)


def test_building_again_changes_nothing(tenant: Tenant):
    before = addresses(), GroupPagePermission.objects.count(), GroupCollectionPermission.objects.count()

    build_site(tenant)
    build_site(tenant)

    assert (addresses(), GroupPagePermission.objects.count(), GroupCollectionPermission.objects.count()) == before
    assert Site.objects.count() == 1


def test_building_again_keeps_what_the_company_has_changed(tenant: Tenant):
    home = HomePage.objects.get()
    home.lead = "Мы рядом с 1998 года."
    home.save()

    build_site(tenant)

    assert HomePage.objects.get().lead == "Мы рядом с 1998 года."


def test_the_site_record_is_the_primary_host(tenant: Tenant, settings):
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("alpha.localhost", settings.SITE_PORT, True)
    assert site.root_page.specific == HomePage.objects.get()


def test_the_site_record_follows_a_domain_of_ones_own(alpha: Tenant, beta: Tenant):
    Domain.objects.create(tenant=alpha, domain="uk-alpha.example", is_primary=True)

    with speaking_for(alpha):
        assert Site.objects.get().hostname == "uk-alpha.example"
    with speaking_for(beta):
        assert Site.objects.get().hostname == "beta.localhost"


def test_a_domain_that_only_redirects_changes_nothing(alpha: Tenant):
    Domain.objects.create(tenant=alpha, domain="old-alpha.example", is_primary=False)

    with speaking_for(alpha):
        assert Site.objects.get().hostname == "alpha.localhost"


def test_editors_may_work_on_pages_and_files(tenant: Tenant):
    editors = Group.objects.get(name=SITE_EDITORS)
    assert sorted(editors.page_permissions.values_list("permission__codename", flat=True)) == [
        "add_page",
        "change_page",
        "publish_page",
    ]
    assert sorted(editors.collection_permissions.values_list("permission__codename", flat=True)) == [
        "add_document",
        "add_image",
        "change_document",
        "change_image",
        "choose_document",
        "choose_image",
    ]
