"""Versions of the consent to personal data processing. A version that somebody has given is never edited.

An application keeps the version and the hash, so what the person agreed to can be shown word for word.
Source: 152-ФЗ, article 9: specific, informed, unambiguous; a document apart from all others.
"""

import hashlib
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ConsentText:
    """One version of the text: `paragraphs` as they stand on the page."""

    version: str
    since: date
    paragraphs: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Hash over the whole text, paragraphs joined by an empty line, in UTF-8."""
        return hashlib.sha256("\n\n".join(self.paragraphs).encode()).hexdigest()


VERSIONS = {
    text.version: text
    for text in (
        ConsentText(
            version="2026-11",
            since=date(2026, 11, 1),
            paragraphs=(
                "Я, заполнивший заявку на этом сайте, свободно, своей волей и в своём интересе даю согласие на "
                "обработку моих персональных данных оператору сервиса «Бурмистр», чьи название, адрес и реквизиты "
                "указаны внизу каждой страницы сайта.",
                "Какие данные: фамилия, имя, отчество, номер телефона, адрес электронной почты, а также время "
                "отправки заявки, IP-адрес и сведения о браузере, с которого она отправлена.",
                "Зачем: рассмотреть заявку организации, связаться со мной по этой заявке, завести меня первым "
                "пользователем организации и прислать логин и одноразовый пароль. Ни для чего другого: рекламы и "
                "передачи данных на продажу не будет.",
                "Что с данными делают: записывают, хранят, уточняют, используют и удаляют, с помощью программ и без "
                "них, на серверах в России. Другим лицам данные не передаются, кроме случаев, когда этого требует "
                "закон.",
                "Сколько: пока рассматривается заявка и пока организация пользуется сервисом, и ещё три года после "
                "этого. Если заявка отклонена — один год с отказа.",
                "Согласие можно отозвать в любое время: напишите нам через форму «Напишите нам» или на почту, "
                "указанную внизу страницы. Мы прекратим обработку и удалим данные в течение 30 дней, если закон не "
                "обязывает хранить их дольше.",
            ),
        ),
    )
}
CURRENT = VERSIONS["2026-11"]
