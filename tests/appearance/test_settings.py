"""«Контент сайта — Оформление»: a theme by its picture, a colour, a look at the site before it is switched on."""

import re
from importlib import import_module

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from crm.journal.models import Entry
from crm.rights.domain.access import EDITS_SITE
from crm.rights.enums import Role
from crm.rights.models import Access
from sites_cms.appearance.domain import looks
from sites_cms.appearance.domain.themes import themes
from sites_cms.appearance.models import Appearance
from sites_cms.cache.middleware import PAGE_OF
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

ADDRESS, END = "/crm/site/appearance/", "/crm/site/appearance/preview/"
BOARD = {"theme": "board", "accent": "#7a1f5c"}


@pytest.fixture
def editor(tenant: Tenant, client_of):
    return client_of(tenant, make_employee(Role.CLIENT_DESK))


def theme_of_page(text: str) -> str:
    [name] = re.findall(r"/static/(\w+)/\1\.css", text.replace("/static/site/site.css", ""))
    return name


def seen_by(client) -> str:
    return theme_of_page(client.get("/").content.decode())


def test_the_client_desk_changes_theme_and_colour(editor, tenant: Tenant, client_of):
    editor.post(ADDRESS, {"theme": "evening", "accent": "#0A7"})

    saved = Appearance.objects.get()
    assert (saved.theme, saved.accent) == ("evening", "#00aa77")
    assert "--accent:#00aa77" in client_of(tenant).get("/theme.css").content.decode()
    assert seen_by(client_of(tenant)) == "evening"
    entry = Entry.objects.get(action="appearance.change_look")
    assert entry.changes == {"theme": ["daylight", "evening"], "accent": ["#1f4e8c", "#00aa77"]}


def test_every_theme_is_a_radio_button_with_a_picture(editor):
    text = editor.get(ADDRESS).content.decode()

    for theme in themes().values():
        assert f'value="{theme.code}"' in text
        assert f"/static/{theme.picture}" in text
        assert theme.title in text
    assert text.count(" checked") == 1


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"theme": "daylight", "accent": "зелёны"}, "Цвет пишется так"),
        ({"theme": "../crm", "accent": "#0a7"}, "Такой темы больше нет"),
    ],
)
@pytest.mark.parametrize("button", [{}, {"look": "1"}])
def test_what_cannot_be_shown_is_refused_with_what_to_do(editor, sent, told: str, button):
    answer = editor.post(ADDRESS, sent | button)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert (Appearance.objects.get().accent, seen_by(editor)) == ("#1f4e8c", "daylight")


def test_a_dispatcher_has_no_such_screen(staff):
    assert staff(Role.DISPATCHER).get(ADDRESS, follow=True).redirect_chain[-1][0] == "/crm/"


@pytest.mark.parametrize("wrong", [{"accent": "red"}, {"theme": "../crm"}, {"theme": ""}])
def test_the_database_keeps_colours_and_names_of_folders_only(tenant: Tenant, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appearance.objects.create(**wrong)


def test_a_theme_that_is_gone_leaves_the_site_in_daylight(tenant: Tenant, client_of, editor):
    Appearance.objects.update(theme="long_gone")

    assert seen_by(client_of(tenant)) == "daylight"
    assert 'value="daylight"' in re.search(r"<input[^>]* checked[^>]*>", editor.get(ADDRESS).content.decode())[0]


class TestPreview:
    def test_only_the_one_who_looks_sees_it(self, editor, tenant: Tenant, client_of):
        colleague = client_of(tenant, make_employee(Role.CLIENT_DESK, "kollega@example.ru"))

        assert editor.post(ADDRESS, BOARD | {"look": "1"}).headers["Location"] == "/"

        answer = editor.get("/")
        text = answer.content.decode()
        assert theme_of_page(text) == "board"
        assert "Это просмотр" in text
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert PAGE_OF not in answer.wsgi_request.META
        colours = editor.get(re.findall(r"/theme\.css\?v=\w+", text)[0])
        assert "--accent:#7a1f5c" in colours.content.decode()
        assert colours.headers["Cache-Control"] == "private, no-store"
        for other in (client_of(tenant), colleague):
            assert seen_by(other) == "daylight"
            assert "Это просмотр" not in other.get("/").content.decode()
        assert Appearance.objects.get().theme == "daylight"

    def test_every_page_is_shown_so(self, editor):
        editor.post(ADDRESS, BOARD | {"look": "1"})
        for path in ("/novosti/", "/voprosy/", "/kontakty/", "/takogo-net/"):
            assert theme_of_page(editor.get(path).content.decode()) == "board", path

    def test_switching_on_from_the_bar(self, editor, tenant: Tenant, client_of):
        editor.post(ADDRESS, BOARD | {"look": "1"})

        text = editor.post(END, {"switch_on": "1"}, follow=True).content.decode()

        assert "Включено: «Доска объявлений»" in text
        assert seen_by(client_of(tenant)) == "board"
        assert "Это просмотр" not in editor.get("/").content.decode()
        assert Entry.objects.filter(action="appearance.change_look").count() == 1

    def test_going_back_keeps_the_choice_in_the_form_and_the_site_as_it_is(self, editor):
        editor.post(ADDRESS, BOARD | {"look": "1"})

        text = editor.post(END, follow=True).content.decode()

        assert 'value="#7a1f5c"' in text
        assert 'value="board"' in re.search(r"<input[^>]* checked[^>]*>", text)[0]
        assert (Appearance.objects.get().theme, seen_by(editor)) == ("daylight", "daylight")

    def test_it_ends_by_itself(self, editor, monkeypatch: pytest.MonkeyPatch):
        editor.post(ADDRESS, BOARD | {"look": "1"})
        assert seen_by(editor) == "board"
        monkeypatch.setattr(looks, "LASTS", -1)
        assert seen_by(editor) == "daylight"
        assert "Просмотр уже закончился" in editor.post(END, {"switch_on": "1"}, follow=True).content.decode()
        assert Appearance.objects.get().theme == "daylight"

    def test_it_ends_with_the_right(self, editor):
        editor.post(ADDRESS, BOARD | {"look": "1"})
        Access.objects.filter(role=Role.CLIENT_DESK).update(withheld=[f"{EDITS_SITE}@computer", f"{EDITS_SITE}@mobile"])
        assert seen_by(editor) == "daylight"

    def test_a_note_of_one_company_opens_nothing_in_another(self, editor, beta: Tenant, client_of):
        editor.post(ADDRESS, BOARD | {"look": "1"})
        note = editor.session["appearance_preview"]
        with speaking_for(beta):
            neighbour = client_of(beta, make_employee(Role.HEAD, "sosed@example.ru"))
            store = import_module(settings.SESSION_ENGINE).SessionStore(neighbour.cookies["sessionid"].value)
            store["appearance_preview"] = note
            store.save()
        assert seen_by(neighbour) == "daylight"

    def test_a_note_that_somebody_wrote_himself_is_nothing(self, editor):
        session = editor.session
        session["appearance_preview"] = '{"company":"alpha","theme":"board","accent":"#000000"}'
        session.save()
        assert seen_by(editor) == "daylight"
