"""«Вопросы»: manual section 9, «Как добавить ответ на типовой вопрос на сайт»."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.journal.models import Entry
from crm.rights.enums import Role
from identity.models import User
from questions.models import SharedQuestion
from sites_cms.pages.domain import queries, questions
from sites_cms.pages.models import Question
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_shared_and_own_stand_together_by_weight(add_question):
    add_question("Самый важный", "vazhny", weight=500)
    add_question("Между общими", "mezhdu", weight=85)
    add_question("Последний", "posledny", weight=-5)

    shown = [(entry.slug, entry.weight) for entry in queries.questions()]

    assert shown[0] == ("vazhny", 500)
    assert shown[1] == ("chto-delat-pri-avarii", 100)
    assert [slug for slug, _ in shown].index("mezhdu") == 3
    assert shown[-1] == ("posledny", -5)
    assert len(shown) == 13


def test_inactive_questions_are_hidden(add_question, tenant: Tenant, client_of):
    add_question("Скрытый", "skryty", is_active=False)
    with in_schema("public"):
        SharedQuestion.objects.filter(slug="holodno-v-kvartire").update(is_active=False)
    client = client_of(tenant)

    text = client.get("/voprosy/").content.decode()

    assert "Скрытый" not in text
    assert "В квартире холодно" not in text
    assert client.get("/voprosy/skryty/").status_code == 404
    assert client.get("/voprosy/holodno-v-kvartire/").status_code == 404


def test_an_own_answer_replaces_the_shared_one(add_question, alpha: Tenant, beta: Tenant, client_of):
    add_question("Когда передавать показания?", "kogda-peredavat-pokazaniya", answer="<p>С 20-го по 23-е.</p>")
    path = "/voprosy/kogda-peredavat-pokazaniya/"

    assert "С 20-го по 23-е." in client_of(alpha).get(path).content.decode()
    assert [entry.slug for entry in queries.questions()].count("kogda-peredavat-pokazaniya") == 1
    assert "не позднее 25-го числа" in client_of(beta).get(path).content.decode()


def test_answers_unfold_without_scripts(tenant: Tenant, client_of):
    text = client_of(tenant).get("/voprosy/").content.decode()
    assert len(re.findall(r"<details>\s*<summary>", text)) == 10
    assert "Читать ответ" in text


def test_a_question_has_a_page_with_its_own_title(tenant: Tenant, client_of):
    text = client_of(tenant).get("/voprosy/kto-menyaet-schetchik/").content.decode()
    assert "<title>Кто меняет и поверяет счётчик воды в квартире? — УК «Альфа»</title>" in text
    assert '<meta name="description" content="Счётчики воды в квартире принадлежат собственнику' in text


def test_the_page_costs_the_same_for_one_question_and_for_fifty(add_question, tenant: Tenant, client_of):
    client = client_of(tenant)
    counts = []
    for more in (0, 50):
        for number in range(more):
            add_question(f"Вопрос {number}", f"vopros-{number}")
        client.get("/voprosy/")  # what a process remembers, it remembers now
        with CaptureQueriesContext(connection) as captured:
            client.get("/voprosy/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_saving_makes_an_address_and_writes_the_journal(head: User):
    question = questions.save(
        None,
        question="Где сделать ключ от домофона?",
        answer="<p>В офисе.</p>",
        published_on=date(2026, 11, 24),
        is_active=True,
        weight=0,
        by=head,
    )
    assert question.slug == "gde-sdelat-klyuch-ot-domofona"
    entry = Entry.objects.get(action="pages.add_question")
    assert (entry.actor, entry.object_text) == (head, "Где сделать ключ от домофона?")


def test_two_own_questions_never_share_an_address(head: User, add_question):
    add_question("Первый", "adres")
    with pytest.raises(DomainError, match="Этот адрес уже у другого"):
        questions.save(
            None,
            question="Второй",
            slug="adres",
            answer="",
            published_on=date(2026, 1, 1),
            is_active=True,
            weight=0,
            by=head,
        )


def test_the_client_desk_adds_changes_and_deletes(staff):
    client = staff(Role.CLIENT_DESK)
    data = {
        "question": "Где офис?",
        "published_on": "24.11.2026",
        "is_active": "on",
        "weight": "7",
        "answer": '{"blocks":[{"key":"a","text":"Садовая, 1","type":"unstyled","depth":0,'
        '"inlineStyleRanges":[],"entityRanges":[]}],"entityMap":{}}',
        "slug": "",
    }
    assert client.post("/crm/own_questions/new/", data).status_code == 302
    question = Question.objects.get(slug="gde-ofis")
    assert "Садовая, 1" in question.answer

    client.post(f"/crm/own_questions/edit/{question.pk}/", data | {"weight": "8", "slug": "gde-ofis"})
    assert Question.objects.get().weight == 8

    client.post(f"/crm/own_questions/delete/{question.pk}/")
    assert not Question.objects.exists()
    actions = list(Entry.objects.filter(object_type="pages.question").order_by("pk").values_list("action", flat=True))
    assert actions == ["pages.add_question", "pages.change_question", "pages.delete_question"]
