"""The three sides on which the help is read."""

import pytest

from crm.rights.enums import Role
from help.domain import articles
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def text(response) -> str:
    return response.content.decode()


def test_everybody_reads_it_at_the_platforms_site(client_of):
    site = client_of(None)

    contents = text(site.get("/spravka/"))
    assert "Вы бухгалтер" in contents
    assert 'href="/spravka/zagruzka-schetov/"' in contents
    for article in articles.shown(to_operators=False):
        page = site.get(f"/spravka/{article.slug}/")
        assert page.status_code == 200
        assert f"<h1>{article.title}</h1>" in text(page)


def test_what_is_for_operators_does_not_exist_for_others(client_of, staff, alpha: Tenant):
    assert "Операторам" not in text(client_of(None).get("/spravka/"))
    assert client_of(None).get("/spravka/op-dengi/").status_code == 404
    assert staff(Role.HEAD).get("/crm/help/op-dengi/").status_code == 404


def test_an_operator_reads_everything(operator, client_of):
    console = client_of(None, operator)

    assert "Операторам" in text(console.get("/operator/help/"))
    assert console.get("/operator/help/op-dengi/").status_code == 200
    assert console.get("/operator/help/doma/").status_code == 200


def test_staff_read_it_without_leaving_the_crm(staff):
    page = text(staff(Role.EXECUTOR).get("/crm/help/zagruzka-schetov/"))

    assert "data-wagtail-sidebar" in page
    assert "<h1>Загрузка лицевых счетов из файла</h1>" in page
    assert 'href="/crm/help/"' in page


def test_a_stranger_is_led_to_sign_in(client_of, alpha: Tenant):
    for path in ("/crm/help/", "/crm/help/doma/", "/crm/help/poisk/?q=дом"):
        answer = client_of(alpha).get(path)
        assert answer.status_code == 302
        assert "/crm/login/" in answer["Location"]


def test_search_shows_where_it_was_found(client_of):
    page = text(client_of(None).get("/spravka/poisk/", {"q": "пустая ячейка ничего не стирает"}))

    assert 'href="/spravka/zagruzka-schetov/#chto-proizoydet-so-schetami"' in page
    assert "<mark>ячейка</mark>" in page
    assert "noindex" in page


def test_search_without_a_find_says_what_to_do(client_of):
    page = text(client_of(None).get("/spravka/poisk/", {"q": "<b>кыштым</b>"}))

    assert "ничего не нашлось" in page
    assert "<b>кыштым" not in page


def test_neighbours_lead_on_in_order(client_of):
    page = text(client_of(None).get("/spravka/skolko-stoit/"))

    assert 'href="/spravka/prisoedinitsya/" rel="prev"' in page
    assert 'href="/spravka/napisat-nam/" rel="next"' in page


def test_a_section_that_does_not_exist_is_404(client_of):
    assert client_of(None).get("/spravka/net-takogo/").status_code == 404


def test_an_article_costs_no_query_of_its_own(client_of, django_assert_max_num_queries):
    site = client_of(None)
    site.get("/spravka/doma/")

    with django_assert_max_num_queries(4):  # the frame of the platform's site asks for its home page and requisites
        site.get("/spravka/vhod/")


def test_the_sitemap_knows_every_section(client_of):
    page = text(client_of(None).get("/sitemap.xml"))

    assert "<loc>http://localhost:8000/spravka/</loc>" in page
    for article in articles.shown(to_operators=True):
        assert (f"/spravka/{article.slug}/</loc>" in page) is article.is_public
