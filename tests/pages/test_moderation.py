"""News that come out after approval, when the company has switched it on."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Workflow, WorkflowPage

from crm.journal.models import Entry
from crm.rights.domain.access import APPROVES_NEWS, Rights, set_rights
from crm.rights.enums import Role
from crm.rights.registry import Box
from identity.channels import Channel
from identity.models import User
from notifications.models import Letter
from sites_cms.pages.domain import moderation
from sites_cms.pages.models import FreePage, NewsIndexPage, NewsPage
from tenants.context import current_tenant, in_schema, speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

FORM = {
    "title": "Лифт", "slug": "lift", "announcement": "Починили.", "picture": "", "body": "<p>Едет</p>",
    "date": "24.11.2026",
}  # fmt: skip
Staff = Callable[..., Client]


@pytest.fixture
def switched_on(head: User) -> None:
    moderation.switch(on=True, by=head)


@pytest.fixture
def writer(tenant: Tenant) -> User:
    return make_employee(Role.CLIENT_DESK, email="pishu@example.ru")


def add(client: Client, action: str) -> NewsPage | None:
    client.post(f"/crm/pages/add/pages/newspage/{NewsIndexPage.objects.get().pk}/", FORM | {action: "1"})
    return NewsPage.objects.filter(slug="lift").first()


def letters() -> list[tuple[list[str], str]]:
    with in_schema("public"):
        return [(letter.recipients, letter.subject) for letter in Letter.objects.order_by("pk")]


def buttons(text: str) -> list[str]:
    foot = text[text.index('<footer class="footer') :]
    words = "На проверку|Снова на проверку|Опубликовать|Одобрить и опубликовать|Вернуть с замечанием"
    return list(dict.fromkeys(re.findall(f"({words})", foot)))


def test_off_by_default_editors_publish_at_once(tenant: Tenant, staff: Staff):
    page = add(staff(Role.CLIENT_DESK), "action-publish")
    assert page.live
    assert not Workflow.objects.exists(), "Wagtail's own is gone"


def test_an_editor_sends_and_a_head_approves(tenant: Tenant, client_of, head, writer, switched_on):
    desk, office = client_of(tenant, writer), client_of(tenant, head)
    index = NewsIndexPage.objects.get()
    assert buttons(desk.get(f"/crm/pages/add/pages/newspage/{index.pk}/").content.decode()) == ["На проверку"]

    page = add(desk, "action-submit")

    assert (page.live, page.workflow_in_progress) == (False, True)
    assert letters() == [([head.email], "Новость ждёт вашей проверки")]
    assert "Новости ждут проверки" in office.get("/crm/").content.decode()
    listed = office.get("/crm/news/?waits=yes").content.decode()
    assert ("Лифт" in listed, "Наш сайт открыт" in listed) == (True, False)
    edit = f"/crm/pages/{page.pk}/edit/"
    assert "Одобрить и опубликовать" in buttons(office.get(edit).content.decode())

    office.post(edit, FORM | {"action-workflow-action": "1", "workflow-action-name": "approve"})

    page.refresh_from_db()
    assert page.live
    assert letters()[-1] == ([writer.email], "Ваша новость вышла")
    assert "Новости ждут проверки" not in office.get("/crm/").content.decode()


def test_what_came_back_is_mended_and_sent_again(tenant: Tenant, client_of, head, writer, switched_on):
    desk, office = client_of(tenant, writer), client_of(tenant, head)
    page = add(desk, "action-submit")
    state = page.current_workflow_task_state

    answer = office.post(f"/crm/pages/workflow/action/{page.pk}/reject/{state.pk}/", {"comment": "Назовите подъезд"})

    assert answer["Location"] == f"/crm/pages/{page.pk}/edit/"
    assert letters()[-1] == ([writer.email], "Новость вернули с замечанием")
    with in_schema("public"):
        assert "Назовите подъезд" in Letter.objects.latest("pk").text
    editor = desk.get(f"/crm/pages/{page.pk}/edit/").content.decode()
    assert buttons(editor)[0] == "Снова на проверку"
    assert "Новость вернули: Назовите подъезд" in editor
    desk.post(f"/crm/pages/{page.pk}/edit/", FORM | {"announcement": "Подъезд 2.", "action-submit": "1"})
    assert NewsPage.objects.get(pk=page.pk).workflow_in_progress


@pytest.mark.parametrize("may", [True, False])
@pytest.mark.usefixtures("switched_on")
def test_no_way_round_for_who_may_not(client_of, head, writer, may: bool, add_news):
    client, draft = client_of(current_tenant(), head if may else writer), add_news("Черновик", slug="draft", live=False)
    draft.save_revision()
    bulk = f"/crm/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/crm/news/"

    page = add(client, "action-publish")
    client.post(f"/crm/pages/{draft.pk}/edit/", FORM | {"slug": "draft", "action-publish": "1"})
    assert (page.live, NewsPage.objects.get(pk=draft.pk).live) == (may, may)

    draft.refresh_from_db()
    draft.unpublish()
    client.post(bulk, {"include_descendants": ""})
    assert NewsPage.objects.get(pk=draft.pk).live is may
    about = FreePage.objects.get()
    client.post(f"/crm/pages/{about.pk}/edit/", {"title": "О нас", "slug": "o-kompanii", "body-count": "0",
        "action-publish": "1"})  # fmt: skip
    assert FreePage.objects.get().title == "О нас", "other pages are no news"


def test_the_right_is_given_apart_from_the_role(tenant: Tenant, client_of, head, writer, switched_on):
    rights = Rights.of_role(Role.CLIENT_DESK)
    boxes = rights.boxes | {Box(APPROVES_NEWS, Channel.COMPUTER)}
    set_rights(writer, Rights(rights.role, boxes, rights.rows), by=head)
    assert add(client_of(tenant, User.objects.get(pk=writer.pk)), "action-publish").live


def test_who_is_approved_cannot_switch_it_off(tenant: Tenant, client_of, head, writer, switched_on):
    desk, office = client_of(tenant, writer), client_of(tenant, head)
    desk.post("/crm/site/settings/", {"code": ""})
    assert WorkflowPage.objects.exists()

    office.post("/crm/site/settings/", {"code": ""})

    assert not WorkflowPage.objects.exists()
    assert add(desk, "action-publish").live
    actions = Entry.objects.filter(action="pages.change_moderation")
    changes = [entry.changes["checks_news"] for entry in actions.order_by("pk")]
    assert changes == [[False, True], [True, False]]


def test_switched_off_what_waited_is_a_draft_again(tenant: Tenant, client_of, head, writer, switched_on):
    desk = client_of(tenant, writer)
    page = add(desk, "action-submit")
    moderation.switch(on=False, by=head)
    assert not NewsPage.objects.get(pk=page.pk).workflow_in_progress
    desk.post(f"/crm/pages/{page.pk}/edit/", FORM | {"action-publish": "1"})
    assert NewsPage.objects.get(pk=page.pk).live


def test_the_list_costs_the_same_however_many_wait(tenant: Tenant, client_of, writer, switched_on, add_news):
    desk, counts = client_of(tenant, writer), []
    for more in (2, 10):
        for number in range(more):
            page = add_news(f"Новость {more}-{number}", live=False)
            page.save_revision()
            page.get_workflow().start(page, writer)
        desk.get("/crm/news/")
        with CaptureQueriesContext(connection) as captured:
            desk.get("/crm/news/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_another_company_goes_on_as_it_was(tenant: Tenant, beta: Tenant, switched_on):
    with speaking_for(beta):
        assert not WorkflowPage.objects.exists()
        assert moderation.may_publish(make_employee(Role.CLIENT_DESK))
