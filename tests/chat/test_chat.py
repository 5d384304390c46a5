"""«Контент сайта — Настройки»: manual section 9, «Как добавить на сайт чат с жителями»."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from sites_cms.appearance.models import Appearance
from sites_cms.chat.domain.switching import set_chat
from tenants import changes
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

CODE = '<script src="//code.jivo.ru/widget/AbCd012345" async></script>'
OPENED = "https://*.jivo.ru"


def policy(answer: object) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")  # type: ignore[index]  # a response
    return dict(part.partition(" ")[::2] for part in parts)


def test_a_pasted_code_puts_the_chat_on_the_site_and_an_empty_field_takes_it_away(
    alpha: Tenant, beta: Tenant, staff: Callable[[Role], Client], client_of: Callable[..., Client]
):
    office, visitor = staff(Role.HEAD), client_of(alpha)
    before = visitor.get("/")

    assert office.post("/crm/site/settings/", {"code": CODE}).status_code == 302

    shown = visitor.get("/")
    assert 'data-chat="AbCd012345" defer>' in shown.content.decode()
    assert "//code.jivo.ru" not in shown.content.decode(), "nothing foreign before the page has loaded"
    assert OPENED in policy(shown)["script-src"]
    assert "wss://*.jivo.ru" in policy(shown)["connect-src"]
    assert "jivo" not in client_of(beta).get("/")["Content-Security-Policy"]
    assert "AbCd012345" in office.get("/crm/site/settings/").content.decode()

    office.post("/crm/site/settings/", {"code": ""})

    after = visitor.get("/")
    assert after.content == before.content
    assert policy(after) == policy(before)


def test_only_pages_to_read_have_it(alpha: Tenant, staff: Callable[[Role], Client], client_of: Callable[..., Client]):
    """Not the office, not its preview, not who is signed in, and no page where people type their data."""
    visitor, office = client_of(alpha), staff(Role.HEAD)
    office.post("/crm/site/settings/", {"code": CODE})
    for path in ("/novosti/", "/voprosy/", "/voprosy/kto-menyaet-schetchik/", "/kontakty/"):
        assert OPENED in policy(visitor.get(path))["script-src"], path
    for client, path in ((office, "/"), (office, "/crm/"), (visitor, "/no-such-page/"), (visitor, "/z/no-such-link/")):
        answer = client.get(path)
        assert "jivo" not in answer["Content-Security-Policy"], path
        assert "data-chat" not in answer.content.decode(), path


def test_anything_else_is_refused_with_words(staff: Callable[[Role], Client]):
    answer = staff(Role.HEAD).post("/crm/site/settings/", {"code": f"{CODE}<script>boom()</script>"})

    assert answer.status_code == 422
    assert "Кроме кода Живосайта здесь есть что-то ещё" in answer.content.decode()
    assert Appearance.load().chat_widget == ""


def test_who_does_not_edit_the_site_does_not_get_there(staff: Callable[[Role], Client]):
    assert staff(Role.ACCOUNTANT).get("/crm/site/settings/").status_code == 302
    assert staff(Role.CLIENT_DESK).get("/crm/site/settings/").status_code == 200


def test_the_journal_tells_and_pages_are_forgotten(alpha: Tenant, head: User, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    monkeypatch.setattr(changes, "_forgetters", [(told.append, True)])

    set_chat(code=CODE, by=head)
    set_chat(code=CODE, by=head)

    assert told == [alpha.schema_name], "the second time nothing changes"
    entry = Entry.objects.get(action="chat.change_widget")
    assert entry.changes == {"chat_widget": ["", "AbCd012345"]}


def test_the_database_keeps_nothing_but_a_number(tenant: Tenant):
    Appearance.load()
    for wrong in ("short", "AbCd01234<", "AbCd012345\n"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE appearance_appearance SET chat_widget = %s", [wrong])
