import contextlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from files.domain.kinds import KINDS, check_kind, mime_of
from files.forms import DOCUMENTS
from tenants.errors import DomainError
from tests.files.pictures import picture

pytestmark = pytest.mark.unit


def archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return out.getvalue()


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600


ODF = b"application/vnd.oasis.opendocument."
WHOLE = {
    "pdf": b"%PDF-1.7\n%%EOF",
    "doc": ole("WordDocument"),
    "docx": archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")),
    "xls": ole("Workbook"),
    "xlsx": archive(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>")),
    "odt": archive(("mimetype", ODF + b"text")),
    "ods": archive(("mimetype", ODF + b"spreadsheet")),
    "rtf": b"{\\rtf1 text}",
    "jpg": picture("JPEG"),
    "png": picture("PNG"),
    "webp": picture("WEBP"),
    "zip": archive(("a.txt", b"1")),
    "csv": "Л.С;Фамилия\r\n1;Иванова\r\n".encode("cp1251"),
    "txt": "Просто текст".encode(),
}


def check(content: bytes, name: str, allowed=tuple(KINDS)):
    file = io.BytesIO(content)
    try:
        return check_kind(file, name=name, allowed=allowed)
    finally:
        assert file.tell() == 0


def test_each_kind_has_an_example():
    assert set(WHOLE) == set(KINDS)
    assert set(DOCUMENTS) < set(KINDS)


@pytest.mark.parametrize("kind", WHOLE)
def test_real_file_is_let_in(kind):
    assert check(WHOLE[kind], f"Устав новый.{kind.upper()}").mime == mime_of(f"x.{kind}")


@pytest.mark.parametrize("named", KINDS)
@pytest.mark.parametrize("really", WHOLE)
def test_a_file_of_one_kind_never_passes_for_another(named, really):
    if named == really or {named, really} == {"csv", "txt"} or (named == "zip" and WHOLE[really][:2] == b"PK"):
        return
    with pytest.raises(DomainError):
        check(WHOLE[really], f"a.{named}")


PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content",
    [PROGRAM, b"\x7fELF\x02\x01\x01" + b"\0" * 60, b"<!DOCTYPE html><script>alert(1)</script>", b"\xef\xbb\xbf<svg/>"],
)
def test_program_or_page_under_any_name_is_refused(kind, content):
    with pytest.raises(DomainError, match="а внутри"):
        check(content, f"a.{kind}")


def test_refusal_names_the_file_what_it_is_and_what_to_do():
    with pytest.raises(DomainError) as refused:
        check(PROGRAM, "договор.pdf")

    assert str(refused.value) == (
        "Файл «договор.pdf» назван как PDF, а внутри программа Windows. "
        "Откройте его в своей программе, сохраните как PDF и загрузите снова."
    )
    assert refused.value.field == "file"


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.pdf.exe", "a", "", ".pdf", "a.svg"])
def test_foreign_kind_is_refused_with_the_list_of_ours(name):
    with pytest.raises(DomainError, match=r"не принимается\. Подойдут: PDF, DOC"):
        check(b"%PDF-1.7", name, DOCUMENTS)


def test_archive_that_unpacks_without_end_is_refused():
    bomb = archive(*[(f"{n}.txt", b"\0" * (30 << 20)) for n in range(2)])
    assert len(bomb) < 100_000

    for name in ("a.zip", "a.docx"):
        with pytest.raises(DomainError, match="распаковывается"):
            check(bomb, name)


def test_archive_that_lies_about_its_size_is_refused():
    whole = bytearray(archive(("word/document.xml", b"<w/>")))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<L", (1 << 31))

    with pytest.raises(DomainError):
        check(bytes(whole), "a.docx")


def test_archive_with_a_list_of_files_too_long_to_read_is_refused():
    whole = bytearray(archive(("a.txt", b"1")))
    at = whole.rfind(b"PK\x05\x06")
    whole[at + 12 : at + 16] = struct.pack("<L", 1 << 30)

    with pytest.raises(DomainError, match="слишком много файлов"):
        check(bytes(whole), "a.zip")


def test_ordinary_archive_that_packs_well_is_let_in():
    assert check(archive(("log.txt", b"the same line\n" * 100_000)), "a.zip")


def test_protected_document_and_one_with_macros_are_told_apart():
    with pytest.raises(DomainError, match="защищён паролем"):
        check(ole("EncryptedPackage"), "a.docx")
    with pytest.raises(DomainError, match="макросы"):
        check(archive(("xl/workbook.xml", b"<w/>"), ("xl/vbaProject.bin", b"1")), "a.xlsx")


@how(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(WHOLE)), st.sampled_from(sorted(KINDS)), st.data())
def test_no_damaged_file_breaks_anything(really, named, data):
    content = bytearray(WHOLE[really])
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DomainError):
        check(bytes(content[: data.draw(st.integers(0, len(content)))]), f"a.{named}")
