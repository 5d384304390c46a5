import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from files.forms import DOCUMENTS, FileField, ImageField
from tests.files.pictures import with_place
from tests.files.test_kinds import PROGRAM, archive

pytestmark = pytest.mark.unit


class Form(forms.Form):
    photo = ImageField(label="Фото", required=False, max_bytes=2**20)
    act = FileField(label="Акт", kinds=("pdf", "docx", "jpg"), max_bytes=2**20, required=False)


def filled(**files):
    form = Form(None, files)
    form.data = {}
    form.is_bound = True
    return form


def test_limit_and_kinds_stand_in_the_page():
    html = Form().as_p()

    assert "До 1 МБ: JPEG, PNG, WebP." in html
    assert 'accept=".pdf,.docx,.jpg,.jpeg"' in html
    assert 'data-max-bytes="1048576"' in html
    assert "base/upload.js" in str(Form().media)


def test_picture_comes_out_clean():
    form = filled(photo=SimpleUploadedFile("a.jpg", with_place()))

    assert form.is_valid(), form.errors
    assert b"home address" not in form.cleaned_data["photo"].read()


def test_too_large_file_is_told_with_both_figures():
    form = filled(act=SimpleUploadedFile("Акт.pdf", b"%PDF-" + b"0" * (3 * 2**19)))

    assert form.errors["act"] == ["Файл «Акт.pdf» слишком большой: 1,5 МБ. Можно не больше 1 МБ."]


def test_renamed_program_is_told_of():
    assert "программа Windows" in filled(act=SimpleUploadedFile("a.pdf", PROGRAM)).errors["act"][0]


def test_form_without_a_file_is_as_good_as_it_says():
    assert filled().is_valid()


def test_empty_file_is_told_of():
    assert filled(act=SimpleUploadedFile("a.pdf", b"")).errors["act"] == ["Файл пуст. Проверьте, тот ли файл выбран."]


def test_file_that_waits_on_disk_is_checked_in_the_same_way():
    field = FileField(kinds=DOCUMENTS, max_bytes=20 * 2**20)
    content = archive(("word/document.xml", bytes(range(256)) * 20_000))
    upload = TemporaryUploadedFile("a.docx", "", len(content), None)
    upload.write(content)

    assert field.clean(upload).read() == content
    with pytest.raises(forms.ValidationError):
        FileField(kinds=("xlsx",), max_bytes=20 * 2**20).clean(upload)
