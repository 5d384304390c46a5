"""The one function for HTML: nothing that runs gets through, and what people write stays readable."""

import pytest

from rich_text.domain.cleaning import OWN, SHARED, Kind, clean
from tests.rich_text.corpus import ATTACKS, R, T
from tests.rich_text.inspection import wrong_in

pytestmark = pytest.mark.unit

WORD = """
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings></o:OfficeDocumentSettings></xml><![endif]-->
<style>p.MsoNormal {margin:0cm; font-family:"Calibri"}</style>
<h1 style='mso-list:l0'><span lang=RU>Собрание</span></h1>
<p class=MsoNormal style='text-align:justify'><b style='mso-bidi-font-weight:normal'>Повестка<o:p></o:p></b></p>
<ol start=2 type=1><li class=MsoListParagraph><span style='font-size:12pt'>Ремонт</span></li></ol>
<table class=MsoTableGrid border=1><tr><td width=100 valign=top colspan=2><p class=MsoNormal>Тариф</p></td></tr></table>
<p class=MsoNormal><a href="https://gis.example/x" target=_blank>Подробнее</a> <i>и ещё</i></p>
"""
VIDEO = f"https://www.youtube-nocookie.com/embed/{T}"


def test_the_corpus_is_large_and_has_no_doubles():
    assert len(set(ATTACKS)) == len(ATTACKS) >= 120


@pytest.mark.parametrize("kind", [OWN, SHARED], ids=["own", "shared"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_runs_gets_through(attack: str, kind: Kind):
    stored = clean(attack, kind)

    assert wrong_in(stored) == []
    assert clean(stored, kind) == stored, "cleaning what is clean changes nothing"


def test_the_inspection_sees_what_it_must():
    """A corpus that is looked at by a blind eye proves nothing."""
    blind = [
        attack for attack in ("<script>", "<p onclick=x>", "<a href=javascript:x>", "<!--x-->") if not wrong_in(attack)
    ]
    assert blind == []
    assert wrong_in('<embed embedtype="video" url="https://www.youtube-nocookie.com.evil.example/"/>')


def test_what_word_brings_stays_readable():
    assert clean(WORD).split("\n") == [
        "<h2>Собрание</h2>",
        "<p><b>Повестка</b></p>",
        '<ol start="2"><li>Ремонт</li></ol>',
        '<table><tbody><tr><td colspan="2"><p>Тариф</p></td></tr></tbody></table>',
        '<p><a href="https://gis.example/x">Подробнее</a> <i>и ещё</i></p>',
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<h2>Заголовок</h2><h3>Подзаголовок</h3><p>Текст, <strong>жирный</strong> и <em>наклонный</em>.</p>",
        "<ul><li>раз<ul><li>два</li></ul></li></ul><ol><li>три</li></ol><hr><blockquote><p>Цитата</p></blockquote>",
        '<p><a href="/kontakty/">контакты</a> <a href="#niz">ниже</a> <a href="tel:+73422001122">позвонить</a></p>',
        '<p><a href="mailto:office@alpha.example">почта</a> H<sub>2</sub>O м<sup>3</sup> <u>важно</u> <s>нет</s></p>',
        '<p><a id="3" linktype="page">страница</a> и <a id="7" linktype="document">файл</a></p>',
        '<embed alt="Двор &quot;наш&quot;" embedtype="image" format="left" id="5"/>',
        f'<embed embedtype="video" title="Счётчик" url="{VIDEO}"/>',
        "<p>5 &lt; 7 &amp; «кавычки»&nbsp;— тире 🙂</p>",
    ],
)  # fmt: skip
def test_what_people_write_is_kept_as_it_is(text: str):
    assert clean(text) == text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("<div>раз</div><div>два <span style='color:red'>три</span></div>", "<p>раз</p><p>два три</p>"),
        ('<p><img data-embedtype="image" data-id="5" data-format="right" data-alt="Двор" src="/media/x.jpg"></p>',
         '<embed alt="Двор" embedtype="image" format="right" id="5"/>'),
        ('<p>до <a data-linktype="page" data-id="3" href="/novosti/">новости</a></p>',
         '<p>до <a id="3" linktype="page">новости</a></p>'),
        ('<p><a href="www.gosuslugi.example/help">там</a></p>',
         '<p><a href="https://www.gosuslugi.example/help">там</a></p>'),
        (f'<p><iframe width="560" src="https://www.youtube.com/embed/{T}?si=abc" allowfullscreen></iframe></p>',
         f'<embed embedtype="video" url="{VIDEO}"/>'),
        (f"<p>Смотрите:<br><iframe src='//www.youtube.com/embed/{T}'></iframe></p>",
         f'<p>Смотрите:<br></p><embed embedtype="video" url="{VIDEO}"/>'),
        (f"<p>https://youtu.be/{T}?t=90</p>", f'<embed embedtype="video" url="{VIDEO}?start=90"/>'),
        (f'<p><a href="https://rutube.ru/video/{R}/">https://rutube.ru/video/{R}/</a></p>',
         f'<embed embedtype="video" url="https://rutube.ru/play/embed/{R}"/>'),
        (f'<p><a href="https://rutube.ru/video/{R}/">запись собрания</a></p>',
         f'<p><a href="https://rutube.ru/video/{R}/">запись собрания</a></p>'),
        ("<p>картинка <img src='https://other.example/x.png'> чужая</p>", "<p>картинка  чужая</p>"),
    ],
)  # fmt: skip
def test_what_editors_send_is_stored_our_way(typed: str, stored: str):
    assert clean(typed) == stored
    assert clean(stored) == stored


def test_a_shared_text_names_no_page_and_no_picture():
    """Their numbers are another thing in each company."""
    text = '<p>Да <a linktype="page" id="3">сюда</a></p><embed embedtype="image" id="5" format="left" alt="x"/>'
    assert clean(text, SHARED) == "<p>Да сюда</p>"
    assert (
        clean("<p><a href='https://law.example'>закон</a></p>", SHARED)
        == '<p><a href="https://law.example">закон</a></p>'
    )


def test_a_thousand_boxes_in_each_other_take_no_time():
    assert clean("<div>" * 3000 + "х") == "<p>х</p>"
