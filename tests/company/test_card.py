"""«Карточка предприятия»: one page with the logo, the requisites and a QR by which the company is paid."""

import io

import pytest

from crm.company.domain import card, profile
from crm.company.domain.logo import set_logo
from crm.company.models import Profile
from identity.models import User
from tenants.models import Tenant
from tests.company.test_profile import CONTACTS, REQUISITES, names, of_association
from tests.files.pictures import picture

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def fill(by: User) -> Profile:
    profile.change_names(**names(licence_number="059-000016"), by=by)
    profile.change_contacts(**CONTACTS, by=by)
    return profile.change_requisites(**REQUISITES, by=by)


def lines_of(row: Profile) -> dict[str, str]:
    return {label: value for group in card.card_data(row)["groups"] for label, value in group["rows"]}


def test_what_counterparties_ask_for(tenant: Tenant, head: User):
    lines = lines_of(fill(head))

    assert lines == {
        "Краткое название": "УК «Альфа»",
        "ИНН": tenant.inn,
        "КПП": "590401001",
        "ОГРН": "1027700132195",
        "Лицензия": "№ 059-000016",
        "Руководитель": "Иванова Н. П., директор",
        "Расчётный счёт": "40702810200000000001",
        "Банк": "ПАО Сбербанк",
        "БИК": "044525225",
        "Корр. счёт": "30101810400000000225",
        "Юридический адрес": "г. Верхнекамск, ул. Садовая, д. 1",
        "Адрес офиса": "ул. Садовая, д. 1",
        "Телефон": "233-44-55 доб. 2",
        "Почта": "office@alpha.example",
        "Сайт": "http://alpha.localhost:8000",
    }


def test_the_card_of_a_tszh_has_no_licence(tenant: Tenant, head: User):
    fill(head)
    of_association(tenant)
    assert "Лицензия" not in lines_of(Profile.objects.get())


def test_the_qr_pays_to_the_company(tenant: Tenant, head: User):
    assert card.payment_code(fill(head)) == (
        "ST00012|Name=ООО «УК «Альфа»|PersonalAcc=40702810200000000001|BankName=ПАО Сбербанк|BIC=044525225|"
        f"CorrespAcc=30101810400000000225|PayeeINN={tenant.inn}|KPP=590401001"
    )


def test_without_an_account_there_is_no_qr_and_still_a_card(tenant: Tenant, head: User):
    row = Profile.objects.get()
    assert card.card_data(row)["qr"] == ""
    assert card.as_pdf(row).startswith(b"%PDF-")


def test_it_is_drawn_with_the_logo_and_without(tenant: Tenant, head: User):
    plain = card.as_pdf(fill(head))
    with_logo = card.as_pdf(set_logo(file=io.BytesIO(picture("PNG", size=(300, 200))), name="logo.png", by=head))

    assert plain.startswith(b"%PDF-")
    assert (plain.count(b"/Subtype/Image"), with_logo.count(b"/Subtype/Image")) == (0, 1)


def test_a_logo_whose_file_is_gone_does_not_stop_the_card(tenant: Tenant, head: User):
    fill(head)
    Profile.objects.update(logo="logo/gone.webp")
    assert card.as_pdf(Profile.objects.get()).startswith(b"%PDF-")


def test_signs_of_typst_in_a_name_are_only_signs(tenant: Tenant, head: User):
    row = fill(head)
    row.full_name = "#panic(1) $x$ *ООО* [УК]"
    assert card.as_pdf(row).startswith(b"%PDF-")
