"""Shared questions: operators write them once for every company."""

import pytest
from django.db import connection

from questions.domain import questions
from questions.models import SharedQuestion
from tenants.context import in_schema, speaking_for
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_the_first_day_brings_ten_answers():
    shown = questions.active()
    assert [question.weight for question in shown] == list(range(100, 0, -10))
    assert all(question.answer.startswith(("<p>", "<ol>")) for question in shown)


def test_the_table_is_in_public_alone(alpha: Tenant):
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'questions_sharedquestion'")
        assert cursor.fetchall() == [("public",)]
    with speaking_for(alpha):
        assert len(questions.active()) == 10


def test_an_answer_keeps_simple_formatting_only():
    with in_schema("public"):
        question = SharedQuestion(
            question="Что?",
            category="house",
            answer='<p onclick="x()">Да <a linktype="page" id="3">сюда</a><script>alert(1)</script><b>точно</b></p>',
        )
        question.full_clean()
        question.save()
    assert question.answer == "<p>Да сюда<b>точно</b></p>"
    assert question.slug == "chto"


def test_a_question_that_is_switched_off_is_shown_to_nobody():
    SharedQuestion.objects.filter(slug="holodno-v-kvartire").update(is_active=False)
    assert "holodno-v-kvartire" not in [question.slug for question in questions.active()]
    assert len(questions.active()) == 9
