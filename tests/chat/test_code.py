"""The code of Живосайт: both of its forms are read for the number, everything else is refused with words."""

import pytest

from sites_cms.chat.domain.code import code_of, widget_of
from tenants.errors import DomainError

pytestmark = pytest.mark.unit

OLD = """<!-- BEGIN JIVOSITE CODE {literal} -->
<script type='text/javascript'>
(function(){ var widget_id = 'AbCd012345';var d=document;var w=window;function l(){
var s = document.createElement('script'); s.type = 'text/javascript'; s.async = true;
s.src = '//code.jivosite.com/script/widget/'+widget_id;
var ss = document.getElementsByTagName('script')[0]; ss.parentNode.insertBefore(s, ss);}
if(d.readyState=='complete'){l();}else{if(w.attachEvent){w.attachEvent('onload',l);}
else{w.addEventListener('load',l,false);}}})();</script>
<!-- {/literal} END JIVOSITE CODE -->"""


@pytest.mark.parametrize(
    "code",
    [
        '<script src="//code.jivo.ru/widget/AbCd012345" async></script>',
        "  <script async src='https://code.jivo.ru/widget/AbCd012345'></script>\n",
        '<script src="//code.jivosite.com/widget/AbCd012345" async></script>',
        '<script src="//code.jivosite.com/widget.js" data-jv-id="AbCd012345" async></script>',
        '<!-- Jivo --><script type="text/javascript" src="//code.jivo.ru/widget/AbCd012345" defer></script>',
        OLD,
        OLD.replace("'+widget_id", "'+widget_id+'/jivosite.js'"),
        OLD.replace("l();}else", "setTimeout(l, 1000);}else"),
        OLD.replace("'//code", "'https://code").replace("'AbCd012345'", '"AbCd012345"'),
    ],
)
def test_the_number_is_read(code: str):
    assert widget_of(code) == "AbCd012345"
    assert widget_of(code_of("AbCd012345")) == "AbCd012345"


def test_no_code_is_no_chat():
    assert widget_of(" \n") == ""
    assert code_of("") == ""


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("jivosite", "Это не код чата"),
        ("<script>alert(1)</script>", "Это не код чата"),
        ('<script src="//mc.yandex.example/metrika/tag.js"></script>', "код другого чата"),
        ('<script src="//code.jivo.ru.evil.example/widget/AbCd012345"></script>', "код другого чата"),
        ('<script src="//evil@code.jivo.ru/widget/AbCd012345"></script>', "код другого чата"),
        ('<script src="//code.jivo.ru:81/widget/AbCd012345"></script>', "код другого чата"),
        ('<script src="javascript://code.jivo.ru/widget/AbCd012345"></script>', "код другого чата"),
        ('<script src="//[code.jivo.ru/widget/AbCd012345"></script>', "не адрес Живосайта"),
        ('<script src="//code.jivo.ru/widget/" async></script>', "нет номера чата"),
        ('<script src="//code.jivo.ru/widget/AbCd012345" onload="x()"></script>', "стоит лишнее"),
        ('<script src="//code.jivo.ru/widget/AbCd012345">x()</script>', "чужой код"),
        ('<script src="//code.jivo.ru/widget/AbCd012345"></script><script>x()</script>', "есть что-то ещё"),
        ('<script src="//code.jivo.ru/widget/AbCd012345"></script><img src=x>', "есть что-то ещё"),
        ('Наш чат: <script src="//code.jivo.ru/widget/AbCd012345"></script>', "есть что-то ещё"),
        (OLD.replace("})();", "})();fetch(w.name);"), "есть что-то ещё"),
        (OLD.replace("})();", "})();s.src='//evil.example/x';"), "есть что-то ещё"),
        (OLD.replace("var d=", "var widget_id='ZZZZ012345';var d="), "есть что-то ещё"),
        (OLD.replace("'AbCd012345'", "'<b>'"), "Это не код чата"),
        ("<script>" + "x" * 6000, "слишком длинно"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(code: str, words: str):
    with pytest.raises(DomainError, match=words) as refused:
        widget_of(code)
    assert refused.value.field == "code"
    assert "Вставьте код целиком" in str(refused.value)
