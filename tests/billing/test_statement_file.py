"""«1CClientBankExchange» as banks really write it: what can be read is read, what cannot is told."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.domain.matching import invoice_numbers
from billing.domain.statement_file import Document, StatementFile, read_amount
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

SAMPLE = (Path(__file__).parents[1] / "data" / "bank_statement.txt").read_bytes()


def document(**fields: str) -> str:
    usual = {
        "Номер": "1", "Дата": "20.11.2026", "Сумма": "10.00", "ПлательщикИНН": "5904123453",
        "ПлательщикСчет": "40702810500000000002", "ПолучательСчет": "40702810200000000001",
        "НазначениеПлатежа": "Оплата",
    }  # fmt: skip
    lines = [f"{key}={value}" for key, value in {**usual, **fields}.items()]
    return "\r\n".join(["СекцияДокумент=Платежное поручение", *lines, "КонецДокумента"])


def statement(*sections: str, head: str = "Кодировка=Windows\r\nРасчСчет=40702810200000000001") -> str:
    return "\r\n".join(["1CClientBankExchange", head, *sections, "КонецФайла", ""])


def read(text: str | bytes, encoding: str = "cp1251") -> tuple[list[Document], list[str]]:
    file = StatementFile(io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding)))
    return list(file.documents()), file.broken


def test_the_sample_is_read_whole():
    file = StatementFile(io.BytesIO(SAMPLE))
    documents = list(file.documents())

    assert [(one.number, one.amount, one.payer, one.payer_inn) for one in documents] == [
        ("1", Decimal("4368.00"), 'ООО "УК УЮТ"', "5904123453"),
        ("2", Decimal("15000.50"), "ТСЖ «РАССВЕТ»", "7415038692"),
        ("3", Decimal("777.00"), "ООО НЕИЗВЕСТНЫЙ", "7700000009"),
    ]
    assert (file.accounts, file.first_day, file.broken) == (["40702810200000000001"], date(2026, 11, 20), [])


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "cp866"])
def test_the_encoding_is_seen_whatever_the_header_says(encoding: str):
    called = "DOS" if encoding == "cp866" else "Windows"
    text = statement(document(Плательщик="Ёлочка"), head=f"Кодировка={called}\r\nРасчСчет=40702810200000000001")
    assert [one.payer for one in read(text, encoding)[0]] == ["Ёлочка"]


@pytest.mark.parametrize(
    "wrong", [b"", b"\r\n\r\n", b"PK\x03\x04" + bytes(500), "Дата;Сумма\n1;2".encode("cp1251"), b"\xff\xfe1\x00C\x00"]
)
def test_another_file_is_refused_with_what_to_do(wrong: bytes):
    with pytest.raises(DomainError, match="Выгрузите её из клиент-банка в формате «1С»"):
        read(wrong)


@pytest.mark.parametrize(
    ("fields", "purpose"),
    [
        ({"НазначениеПлатежа": "Счёт = № 5"}, "Счёт = № 5"),
        (
            {"НазначениеПлатежа": "", "НазначениеПлатежа1": "Оплата", "НазначениеПлатежа2": "по счёту"},
            "Оплата по счёту",
        ),
        ({"НазначениеПлатежа": "Оплата по счёту № 5\r\nот 19.11.2026"}, "Оплата по счёту № 5 от 19.11.2026"),
    ],
    ids=["with a sign of equality", "in parts", "broken into lines"],
)
def test_a_purpose_is_whole(fields: dict[str, str], purpose: str):
    documents, broken = read(statement(document(**fields)))
    assert ([one.purpose for one in documents], broken) == ([purpose], [])


def test_an_inn_in_the_name_is_taken_for_one():
    fields = {"ПлательщикИНН": "", "Плательщик": "ИНН 5904123453 ООО Уют"}
    assert [(one.payer_inn, one.payer) for one in read(statement(document(**fields)))[0]] == [("5904123453", "ООО Уют")]


def test_a_broken_document_is_told_and_the_others_are_read():
    whole = document(Номер="7")
    unfinished = document(Номер="8").removesuffix("КонецДокумента").strip()
    documents, broken = read(statement(document(Сумма="сто"), unfinished, document(Дата="31.02.2026"), whole))

    assert [one.number for one in documents] == ["7"]
    assert broken == [
        "Строка 4: в документе нет суммы.", "Строка 13: документ без конца.", "Строка 21: в документе нет даты.",
    ]  # fmt: skip


def test_a_file_that_was_cut_off_says_so():
    documents, broken = read(statement(document()).replace("КонецФайла\r\n", ""))
    assert len(documents) == 1
    assert broken == ["В файле нет последней строки «КонецФайла»: возможно, он скачан не целиком."]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("15000.50", "15000.50"), ("15 000,5", "15000.50"), ("15'000.50", "15000.50"), ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"), ("7", "7.00"), ("0", None), ("-5", None), ("1.234", None), ("1e5", None), ("٣", None),
    ],
)  # fmt: skip
def test_sums(text: str, amount: str | None):
    assert read_amount(text) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("purpose", "numbers"),
    [
        ("Оплата по счёту № 1 от 19.11.2026 за пользование системой", [1]),
        ("ОПЛАТА ПО СЧЕТУ №12 ОТ 19.11.26Г.", [12]),
        ("по сч. 5", [5]),
        ("Счет на оплату N 77, НДС не облагается", [77]),
        ("по счету от 19.11.2026 № 8", [8]),
        ("по счетам № 1, 2 и 3 за октябрь", [1, 2, 3]),
        ("на лицевой счёт 123456", []),
        ("со счёта 40702810500000000002", []),
        ("по счёту-фактуре № 9", []),
        ("счёт от 19.11.2026", []),
        ("Оплата по договору № 4", []),
    ],
)
def test_numbers_of_invoices_in_a_purpose(purpose: str, numbers: list[int]):
    assert invoice_numbers(purpose) == numbers


AMOUNTS = st.decimals(Decimal("0.01"), Decimal("9999999.99"), places=2)
WORDS = st.text(st.characters(min_codepoint=0x410, max_codepoint=0x44F), max_size=30)


@settings(max_examples=200)
@given(st.lists(st.tuples(AMOUNTS, WORDS), max_size=8), st.sampled_from(["cp1251", "utf-8"]))
def test_what_is_written_is_read(payments: list[tuple[Decimal, str]], encoding: str):
    text = statement(*(document(Сумма=f"{amount}", Плательщик=payer) for amount, payer in payments))
    documents, broken = read(text, encoding)
    assert [(one.amount, one.payer) for one in documents] == payments
    assert broken == []


KEYS = ["СекцияДокумент", "КонецДокумента", "Номер", "Дата", "Сумма", "РасчСчет", "КонецФайла", "НазначениеПлатежа"]
LINES = st.one_of(
    st.text(max_size=40).map(str.encode),
    st.binary(max_size=40),
    st.tuples(st.sampled_from(KEYS), st.sampled_from(["", "=", "=1", "=20.11.2026", "=5,00", "=Выписка", "==="])).map(
        lambda pair: "".join(pair).encode("cp1251")
    ),
)


@settings(max_examples=300)
@given(st.lists(LINES, max_size=25))
def test_no_line_breaks_the_reading_and_no_sum_comes_from_nowhere(lines: list[bytes]):
    documents, broken = read(b"\r\n".join([b"1CClientBankExchange", *lines]))
    assert all(one.amount > 0 for one in documents)
    assert len(documents) <= sum("СекцияДокумент".encode("cp1251") in line for line in lines)
    assert len(broken) <= 50
