"""«Найти в справке»: words in any form, the best first."""

import pytest

from help.domain import articles
from help.domain.search import find
from tenants.finding import stems

pytestmark = pytest.mark.unit


def slugs(question: str, *, to_operators: bool = False) -> list[str]:
    return [found.article.slug for found in find(question, articles.shown(to_operators=to_operators))]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("загрузка счетов из файла", "zagruzka-schetov"),
        ("как загрузить лицевой счёт", "zagruzka-schetov"),
        ("пароль", "vhod"),
        ("забыл пароль", "vhod"),
        ("типы заявок", "tipy-zayavok"),
        ("тип заявки", "tipy-zayavok"),
        ("добавить сотрудника", "sotrudniki"),
        ("часовой пояс", "profil"),
        ("несохранённый текст", "nichego-ne-teryaetsya"),
        ("ошибки в файле", "oshibki-v-fayle"),
        ("новость", "novosti"),
        ("выставить счет", "biling-scheta"),
        ("сколько стоит", "skolko-stoit"),
        ("логотип", "moya-kompaniya"),
    ],
)
def test_the_section_about_it_comes_first(question: str, best: str):
    assert slugs(question)[0] == best


def test_forms_of_a_word_and_yo_are_one():
    assert stems("счёта") == stems("счетов") == stems("СЧЁТ")
    assert stems("заявок") == stems("заявка")
    assert stems("списков") == stems("список")
    assert stems("как в на") == frozenset()


def test_a_word_that_is_only_begun_is_found():
    assert "sotrudniki" in slugs("сотруд")


def test_where_no_section_has_all_words_some_are_enough():
    assert slugs("абракадабра пароль")[0] == "vhod"
    assert slugs("абракадабра") == []
    assert slugs("") == []


def test_the_snippet_marks_what_was_found_and_nothing_slips_through():
    found = find("ОГРН <script>", articles.shown(to_operators=False))[0]
    assert "<mark>ОГРН</mark>" in found.snippet
    assert "<script" not in found.snippet

    found = find("Пустая ячейка ничего не стирает", articles.shown(to_operators=False))[0]
    assert found.article.slug == "zagruzka-schetov"
    assert found.address == "#chto-proizoydet-so-schetami"
    assert "<mark>ячейка</mark>" in found.snippet


def test_operators_texts_are_found_by_operators_alone():
    assert "op-sostoyanie" in slugs("планировщик молчит", to_operators=True)
    assert "op-sostoyanie" not in slugs("планировщик молчит")


def test_a_long_question_costs_no_more_than_a_short_one():
    assert find("пароль " * 10_000, articles.shown(to_operators=False))[0].article.slug == "vhod"
