"""Addresses proposed for the sites of new companies."""

import pytest

from registration.domain import slugs
from tenants.errors import DomainError
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("УК Уют", "uyut"),
        ("УК «Уют»", "uyut"),
        ('ООО "Управляющая компания «Берёзовая роща»"', "berezovaya-roscha"),
        ("ТСЖ «Щукинский, 7»", "schukinskiy-7"),
        ("ТСЖ № 15", "tszh-15"),
        ("ЖСК", "zhsk"),
        ("№ 7", "dom-7"),
        ("«Я»", "dom-ya"),
        ("Товарищество собственников жилья «Мир»", "mir"),
    ],
)
def test_the_name_without_its_legal_form_in_latin_letters(name: str, slug: str):
    assert slugs.propose(name) == slug


def test_a_long_name_is_cut_to_fit_with_a_number():
    slug = slugs.propose("Жилищно-эксплуатационное управление Свердловского района")

    assert len(slug) <= 36
    assert not slug.endswith("-")


def test_a_taken_address_gets_a_number(alpha: Tenant):
    assert slugs.propose("УК Alpha") == "alpha-2"


def test_a_reserved_word_gets_a_number_and_is_refused_when_typed():
    assert slugs.propose("УК «Админ»") == "admin-2"
    with pytest.raises(DomainError, match="занят самим сервисом"):
        slugs.refuse_unusable("www")


def test_another_companys_address_is_refused_with_a_free_one(alpha: Tenant):
    with pytest.raises(DomainError, match="например alpha-2"):
        slugs.refuse_unusable("alpha")
