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
from sites_cms.pages.models import Question, QuestionRating
from tenants.context import in_schema
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.conftest import make_employee

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


class TestSharedInTheOffice:
    def test_hidden_it_leaves_this_site_alone_and_comes_back(self, staff, tenant: Tenant, beta: Tenant, client_of):
        path, office = "/voprosy/holodno-v-kvartire/", "/crm/site/shared-questions/"
        desk = staff(Role.CLIENT_DESK)

        assert desk.post(f"{office}holodno-v-kvartire/", {"hide": "1"})["Location"] == office
        assert client_of(tenant).get(path).status_code == 404
        assert "holodno-v-kvartire" not in [entry.slug for entry in queries.questions()]
        assert client_of(beta).get(path).status_code == 200
        assert "Скрыт" in desk.get(office).content.decode()

        desk.post(f"{office}holodno-v-kvartire/", {"show": "1"})
        assert client_of(tenant).get(path).status_code == 200
        done = list(Entry.objects.order_by("pk").values_list("action", flat=True))
        assert done[-2:] == ["pages.hide_shared_question", "pages.show_shared_question"]

    def test_own_answer_begins_with_the_shared_text_and_is_shown_when_saved(self, staff, tenant: Tenant, client_of):
        desk = staff(Role.CLIENT_DESK)
        editor = desk.post("/crm/site/shared-questions/holodno-v-kvartire/", {"answer": "1"})["Location"]
        own = Question.objects.get(slug="holodno-v-kvartire")
        assert editor == f"/crm/own_questions/edit/{own.pk}/"
        assert (own.is_active, own.category, own.hides_shared) == (False, "emergencies", False)
        assert own.answer

        questions.save(own, question=own.question, answer="<p>Звоните нам.</p>", published_on=own.published_on,
            is_active=True, weight=own.weight, category=own.category, slug=own.slug, by=make_employee())  # fmt: skip
        assert "Звоните нам." in client_of(tenant).get("/voprosy/holodno-v-kvartire/").content.decode()

    def test_what_is_not_there_is_told(self, staff, tenant: Tenant):
        answer = staff(Role.CLIENT_DESK).post("/crm/site/shared-questions/net-takogo/", {"hide": "1"}, follow=True)
        assert "Такого общего вопроса нет." in answer.content.decode()
        assert not Question.objects.exists()

    def test_the_list_costs_the_same_however_many_there_are(self, staff, tenant: Tenant, add_question):
        desk = staff(Role.CLIENT_DESK)
        costs = []
        for round_ in range(3):
            with CaptureQueriesContext(connection) as asked:
                desk.get("/crm/site/shared-questions/")
            costs.append(len(asked))
            questions.rate("chto-delat-pri-avarii", helped=True)
            add_question(f"Ещё {round_}", f"esche-{round_}")
        assert costs[1] == costs[2]


class TestSearch:
    @pytest.mark.parametrize("asked", ["передача показаний", "показания", "ПОКАЗАНИЕ"])
    def test_any_form_of_a_word(self, tenant: Tenant, client_of, asked: str):
        text = client_of(tenant).get("/voprosy/", {"q": asked}).content.decode()
        assert "kogda-peredavat-pokazaniya" in text
        assert "holodno-v-kvartire" not in text
        assert 'content="noindex' in text

    def test_nothing_found_is_said_and_leads_on(self, tenant: Tenant, client_of):
        text = client_of(tenant).get("/voprosy/", {"q": "<b>бегемот"}).content.decode()
        assert "ничего не нашлось" in text
        assert "&lt;b&gt;бегемот" in text
        assert "Показать все вопросы" in text

    def test_own_answers_are_found_by_their_text(self, tenant: Tenant, add_question, client_of):
        add_question("Где ключ?", "klyuch", answer="<p>Домофонные ключи выдаёт комендант.</p>")
        assert [entry.slug for entry in queries.questions_about("ключ от домофона")] == ["klyuch"]


class TestDidItHelp:
    def test_it_is_counted_once_a_day_for_an_address(self, tenant: Tenant, client_of):
        visitor = client_of(tenant)
        for said in ("yes", "yes", "no"):
            answer = visitor.post("/otsenka/holodno-v-kvartire/", {"helped": said})
            assert answer["Location"] == "/voprosy/holodno-v-kvartire/#spasibo"
        visitor.post("/otsenka/holodno-v-kvartire/", {"helped": "no"}, REMOTE_ADDR="198.51.100.7")
        rated = QuestionRating.objects.get()
        assert (rated.slug, rated.helped, rated.did_not_help) == ("holodno-v-kvartire", 1, 1)

    def test_of_what_is_not_there_nothing_is_counted(self, tenant: Tenant, client_of):
        assert client_of(tenant).post("/otsenka/net-takogo/", {"helped": "yes"}).status_code == 404
        assert client_of(tenant).get("/otsenka/holodno-v-kvartire/").status_code == 405
        assert not QuestionRating.objects.exists()

    def test_another_company_counts_its_own(self, tenant: Tenant, beta: Tenant, client_of):
        client_of(beta).post("/otsenka/holodno-v-kvartire/", {"helped": "yes"})
        assert not QuestionRating.objects.exists()
        assert "1 / 0" not in str([row.rating for row in queries.shared_questions()])

    def test_the_lists_of_the_office_show_it(self, staff, tenant: Tenant, add_question):
        add_question("Где ключ?", "klyuch")
        questions.rate("klyuch", helped=True)
        questions.rate("klyuch", helped=False)
        questions.rate("klyuch", helped=True)
        assert "2 / 1" in staff(Role.CLIENT_DESK).get("/crm/own_questions/").content.decode()
