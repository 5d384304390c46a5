"""The «?» of every screen leads to a section about it."""

from fnmatch import fnmatchcase

import pytest
from django.urls import resolve

from crm.rights.enums import Role
from help.domain import articles
from help.domain.screens import article_for, screen_of
from tenants.isolation import Address, addresses

pytestmark = pytest.mark.integration

# Addresses that need no section. Everything else of the CRM and of the operators' console does.
NEED_NONE = {
    "": "Wagtail's catch-all, redirects of its old addresses, and its test of 404",
    "help_office:*": "the help itself",
    "wagtailadmin_api:*": "answers to scripts",
    "wagtailadmin_editing_sessions:*": "answers to scripts",
    "wagtailadmin_tag_*": "answers to scripts",
    "wagtailadmin_javascript_catalog": "answers to scripts",
    "wagtailadmin_sprite": "answers to scripts",
    "find_suggestions": "answers to scripts",
    "wagtailadmin_dismissibles": "answers to scripts",
    "wagtailadmin_block_preview": "a preview inside a form",
    "wagtailadmin_error_test": "Wagtail's test of an error page",
    "wagtailadmin_logout": "no screen",
    "wagtail_bulk_action": "one question over a list that has its own section",
    "wagtailadmin_choose_*": "opens over a screen that has its own section",
    "*_chooser:*": "opens over a screen that has its own section",
    "wagtailembeds:*": "opens over a screen that has its own section",
    "edit_setting": "one address for several screens: asked below with their models",
    "wagtailsettings:*": "leads to the one above",
    # Wagtail's own screens that are in no menu of ours and that no role may open.
    "wagtailadmin_collections:*": "not ours",
    "wagtailadmin_reports:*": "not ours",
    "wagtailadmin_workflows:*": "not ours",
    "wagtailredirects:*": "not ours",
    "wagtailsites:*": "not ours",
    "wagtailsnippets:*": "not ours",
    "wagtailusers_*": "not ours",
}


def screens(urlconf: str, prefix: str) -> list[Address]:
    return [address for address in addresses(urlconf) if address.route.startswith(prefix)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("urlconf", "prefix", "side"),
    [("config.urls_tenant", "crm/", "tenant"), ("config.urls_platform", "operator/", "operator")],
)
def test_every_screen_has_a_section(urlconf: str, prefix: str, side: str, request: pytest.FixtureRequest):
    request.getfixturevalue(side)
    walked = screens(urlconf, prefix)
    needed = {
        address.name for address in walked if not any(fnmatchcase(address.name, pattern) for pattern in NEED_NONE)
    }

    assert len(needed) > 30
    assert {name for name in needed if article_for(name) is None} == set()


@pytest.mark.django_db
def test_no_exception_is_there_in_vain(tenant):
    names = {
        address.name for urlconf in ("config.urls_tenant", "config.urls_platform") for address in addresses(urlconf)
    }
    unused = {pattern for pattern in NEED_NONE if not any(fnmatchcase(name, pattern) for name in names)}
    assert unused == set()


def test_no_section_names_a_screen_that_is_not_there():
    sides = ("config.urls_tenant", "config.urls_platform")
    names = {address.name for urlconf in sides for address in addresses(urlconf)}
    for article in articles.library().values():
        for pattern in article.screens:
            screen, _, _model = pattern.partition("/")
            assert any(fnmatchcase(name, screen) for name in names), (article.slug, pattern)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("screen", "slug"),
    [
        ("houses:index", "doma"),
        ("accounts:edit", "litsevye-scheta"),
        ("company_edit_requisites", "moya-kompaniya"),
        ("site_appearance", "oformlenie"),
        ("wagtailadmin_pages:add/pages.newspage", "novosti"),
        ("wagtailadmin_pages:edit", "stranitsy"),
        ("wagtailadmin_home", "rabochiy-stol"),
        ("import_run", "oshibki-v-fayle"),
    ],
)
def test_the_nearest_section_wins(tenant, screen: str, slug: str):
    found = article_for(screen)
    assert found
    assert found.slug == slug


def test_one_address_for_many_screens_is_told_apart_by_its_model():
    match = resolve("/crm/pages/add/pages/newspage/4/", urlconf="config.urls_tenant")
    assert screen_of(match) == "wagtailadmin_pages:add/pages.newspage"
    match = resolve("/crm/houses/", urlconf="config.urls_tenant")
    assert screen_of(match) == "houses:index"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "slug"),
    [("/crm/", "rabochiy-stol"), ("/crm/houses/", "doma"), ("/crm/imports/", "zagruzki"), ("/crm/account/", "profil")],
)
def test_the_question_mark_opens_it_in_a_new_tab(staff, path: str, slug: str):
    page = staff(Role.HEAD).get(path).content.decode()

    assert f'class="help-here" href="/crm/help/{slug}/" target="_blank" rel="noopener"' in page
    assert 'aria-label="Справка по этому экрану:' in page


@pytest.mark.django_db
def test_an_operator_gets_the_operators_section_of_the_same_address(operator, client_of):
    console = client_of(None, operator)

    assert 'href="/operator/help/op-kompanii/"' in console.get("/operator/").content.decode()
    assert 'href="/operator/help/op-dengi/"' in console.get("/operator/invoices/").content.decode()


@pytest.mark.django_db
def test_the_help_itself_has_no_question_mark(staff):
    assert 'class="help-here"' not in staff(Role.HEAD).get("/crm/help/").content.decode()
