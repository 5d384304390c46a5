"""The address of a company's letters as its screen tells it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.timezone import localtime

from notifications.domain import mail_records
from notifications.domain.mail_records import DKIM, DMARC, NEXT, SPF, Look
from notifications.models import MailDomain
from tenants.domain.own_domains import OFTEN, WAITS
from tenants.enums import DnsAnswer
from tenants.errors import DomainError
from tenants.secrets import Secret

_AGAIN = (
    f"Спрашиваем сами каждые {int(OFTEN.total_seconds() // 60)} минут три дня, потом раз в сутки до {WAITS.days} дней."
)
_KEY_WORDS = {
    DnsAnswer.FOUND: "Запись на месте.",
    DnsAnswer.ABSENT: "Записи нет. После изменения у регистратора ждут час, иногда сутки.",
    DnsAnswer.OTHER: "Под этим именем стоит другое. Запись должна быть одна и такая, как показано здесь.",
    DnsAnswer.AWAY: "Сервер имён не ответил. Это пройдёт, проверьте ещё раз.",
    "": "Ещё не проверяли.",
}
_SPF_WORDS = _KEY_WORDS | {
    DnsAnswer.FOUND: "Запись на месте, наш сервер в ней есть.",
    DnsAnswer.ABSENT: "Записи нет.",
    DnsAnswer.OTHER: "Запись есть, но нашего сервера в ней нет. Замените её той, что показана здесь.",
}
_TWO_SPF = "Записей SPF несколько, а должна быть одна: иначе получатели не верят ни одной. Лишние удалите."
_DMARC_WORDS = _KEY_WORDS | {
    DnsAnswer.ABSENT: "Записи нет.",
    DnsAnswer.OTHER: "Записей DMARC несколько, а должна быть одна. Лишние удалите.",
}


@dataclass(frozen=True)
class Record:
    """A record to be entered at the registrar, and what stands there now."""

    title: str
    why: str
    name: str
    value: str
    look: Look | None
    words: str
    is_needed: bool = False

    @property
    def tone(self) -> str:
        """How the state looks: what only is advice never alarms."""
        if self.look is None or self.look.answer == DnsAnswer.AWAY:
            return "is-waiting"
        if self.look.answer == DnsAnswer.FOUND:
            return "is-good"
        return "is-bad" if self.is_needed or self.look.answer == DnsAnswer.OTHER else "is-waiting"

    @property
    def is_found(self) -> bool:
        return self.look is not None and self.look.answer == DnsAnswer.FOUND

    @property
    def found(self) -> tuple[str, ...]:
        """What stands there instead; nothing if it is right."""
        return self.look.texts if self.look and self.look.answer == DnsAnswer.OTHER else ()

    @property
    def in_strings(self) -> str:
        """A long value divided, for registrars that take no long one."""
        divided = mail_records.in_strings(self.value)
        return divided if divided != f'"{self.value}"' else ""


@dataclass(frozen=True)
class Shown:
    """The address, its records, and what is to be done next."""

    domain: MailDomain

    @property
    def address(self) -> str:
        """As people write it."""
        return self.domain.shown

    @property
    def punycode(self) -> str:
        """As it stands in letters, where that differs."""
        return self.domain.address if self.domain.address != self.address else ""

    @property
    def state(self) -> tuple[str, str]:
        """Tone and words of where the address stands."""
        domain = self.domain
        if domain.proved_at:
            return "is-good", f"Письма уходят с {self.address} и подписаны ключом вашего домена."
        if domain.lost_at:
            return "is-bad", (
                f"Запись DKIM пропала {localtime(domain.lost_at):%d.%m.%Y в %H:%M}. Чтобы письма доходили, они уходят "
                "с адреса «Бурмистра». Верните запись, и всё вернётся само."
            )
        if domain.answer == DnsAnswer.HELD:
            return "is-bad", (
                "Запись на месте, но этот домен подтвердила и другая компания, её запись ещё стоит. Удалите её запись "
                "DKIM, если домен ваш."
            )
        if domain.answer == DnsAnswer.OTHER:
            return "is-bad", "Запись DKIM стоит не такая. Сравните её с той, что показана ниже."
        return "is-waiting", f"Ждём запись DKIM. До тех пор письма уходят с адреса «Бурмистра». {_AGAIN}"

    @property
    def records(self) -> list[Record]:
        """The one that counts first, then advice."""
        return list(self._records())

    def _records(self) -> Iterator[Record]:
        domain = self.domain
        yield self._key(
            DKIM, domain.selector, domain.key, "Подпись писем (DKIM)",
            "По ней почтовые службы видят, что письмо от вас, а мы — что домен ваш. Не удаляйте её потом.",
        )  # fmt: skip
        if domain.next_selector:
            yield self._key(
                NEXT, domain.next_selector, domain.next_key, "Новый ключ (DKIM)",
                "Добавьте эту запись рядом с прежней. Как только она появится, подписывать станем новым ключом, а "
                "прежний сотрём.",
            )  # fmt: skip
        if mail_records.spf_mechanism():
            yield self._spf()
        yield self._dmarc()

    def _key(self, code: str, selector: str, key: Secret, title: str, why: str) -> Record:
        look = self._look(code)
        try:
            value, words = mail_records.dkim_text(key), _KEY_WORDS[look.answer if look else ""]
        except DomainError:
            value, words = "", "Ключ больше не прочитать. Нажмите «Сменить ключ» и добавьте новую запись."
        name = mail_records.dkim_name(selector, self.domain.host)
        return Record(title, why, name, value, look, words, is_needed=True)

    def _spf(self) -> Record:
        look = self._look(SPF)
        texts = look.texts if look else ()
        words = _TWO_SPF if len(texts) > 1 else _SPF_WORDS[look.answer if look else ""]
        why = "Список серверов, которым можно писать от вашего имени. Не обязательна: письма подписаны и без неё."
        return Record("Кто может отправлять (SPF)", why, self.domain.host, mail_records.spf_text(texts), look, words)

    def _dmarc(self) -> Record:
        look = self._look(DMARC)
        why = (
            "Что делать получателю с письмами без вашей подписи. Не обязательна. Для начала хватит записи, которая "
            "ничего не запрещает, а только присылает вам отчёты."
        )
        stands = look.texts[0] if look and look.answer == DnsAnswer.FOUND else ""
        value = stands or mail_records.dmarc_text(self.domain.address)
        words = _DMARC_WORDS[look.answer if look else ""]
        name = mail_records.dmarc_name(self.domain.host)
        return Record("Защита от подделок (DMARC)", why, name, value, look, words)

    def _look(self, code: str) -> Look | None:
        answer, texts = self.domain.seen.get(code) or ("", [])
        return Look(DnsAnswer(answer), tuple(texts)) if answer else None
