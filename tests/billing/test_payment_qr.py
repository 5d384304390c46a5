"""The text of a payment QR: ГОСТ Р 56042-2014."""

import pytest

from billing.domain.payment_qr import as_svg, payment_text

pytestmark = pytest.mark.unit

PAYEE = {
    "Name": "ООО «Уют»",
    "PersonalAcc": "40702810200000000001",
    "BankName": "ПАО Сбербанк",
    "BIC": "044525225",
    "CorrespAcc": "30101810400000000225",
}


def test_mandatory_fields_stand_first_whatever_the_order_they_came_in():
    text = payment_text({"Sum": "100"} | dict(reversed(PAYEE.items())))

    assert [part.partition("=")[0] for part in text.split("|")] == ["ST00012", *PAYEE, "Sum"]


def test_long_names_are_written_in_fewer_bytes():
    text = payment_text(PAYEE | {"Name": "Товарищество собственников недвижимости " * 5})

    assert text.startswith("ST00011|")
    mandatory = text.removeprefix("ST00011|").encode("windows-1251")
    assert len(mandatory) <= 300
    assert len(text.encode()) > 300
    assert as_svg(text).startswith("<?xml")


def test_lines_and_empty_fields_are_gone():
    assert payment_text(PAYEE | {"Name": "ООО\n «Уют» ", "KPP": ""}).startswith("ST00012|Name=ООО «Уют»|Personal")
    assert "KPP" not in payment_text(PAYEE | {"KPP": ""})
