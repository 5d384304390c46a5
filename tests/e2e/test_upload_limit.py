"""A file that is too large or of a foreign kind is told of before anything is sent."""

from pathlib import Path

import pytest
from django import forms
from playwright.sync_api import expect

from files.forms import FileField

pytestmark = pytest.mark.e2e

SCRIPT = Path(__file__).resolve().parents[2] / "themes/base/static/base/upload.js"


class Form(forms.Form):
    file = FileField(label="Файл", kinds=("pdf", "jpg"), max_bytes=2 * 2**20)


@pytest.fixture
def page(new_page):
    """A form with one file field, and nothing but the field's own script."""
    page = new_page("phone")
    page.set_content(f'<form action="about:blank">{Form().as_p()}<button>Отправить</button></form>')
    page.add_script_tag(path=SCRIPT)
    return page


def choose(page, name, size):
    page.set_input_files("input[type=file]", {"name": name, "mimeType": "application/pdf", "buffer": b"x" * size})


def test_limit_is_read_before_choosing(page):
    expect(page.get_by_text("До 2 МБ: PDF, JPEG.")).to_be_visible()


def test_too_large_file_is_told_of_and_the_form_is_not_sent(page):
    choose(page, "Устав.pdf", 3 * 2**20)

    expect(page.get_by_role("alert")).to_have_text("Файл «Устав.pdf» слишком большой: 3,0 МБ. Можно не больше 2 МБ.")
    assert not page.evaluate("document.forms[0].checkValidity()")
    assert "trouble" in page.get_attribute("input[type=file]", "aria-describedby")


def test_foreign_kind_is_told_of(page):
    choose(page, "setup.exe", 10)

    expect(page.get_by_role("alert")).to_have_text("Файл «setup.exe» не принимается. Подойдут: PDF, JPEG.")


def test_another_choice_mends_it(page):
    choose(page, "setup.exe", 10)
    choose(page, "Фото.JPEG", 10)

    expect(page.locator(".upload-trouble")).to_be_hidden()
    assert page.evaluate("document.forms[0].checkValidity()")
