"""A domain as its screen tells it."""

from dataclasses import dataclass

from django.conf import settings

from tenants.context import home_host
from tenants.domain import own_domains
from tenants.domain.own_domains import GRACE, OFTEN, WAITS, as_people_write
from tenants.enums import DnsAnswer
from tenants.models import DomainClaim


@dataclass(frozen=True)
class Record:
    """A line to be entered at the registrar."""

    kind: str
    name: str
    value: str


@dataclass(frozen=True)
class Shown:
    """A claim, and what is to be done next."""

    claim: DomainClaim
    is_primary: bool

    @property
    def host(self) -> str:
        """As people write it."""
        return as_people_write(own_domains.canonical_of(self.claim))

    @property
    def punycode(self) -> str:
        """As machines write it, where that differs: some registrars want it so."""
        host = own_domains.canonical_of(self.claim)
        return host if host != self.host else ""

    @property
    def proof(self) -> Record:
        return Record("TXT", own_domains.record_name(self.claim.host), self.claim.token)

    @property
    def addresses(self) -> list[Record]:
        """What leads the domain to us: an address for the bare name, which may have no CNAME, a CNAME for the rest."""
        host, home = self.claim.host, home_host(self.claim.tenant)
        bare = [Record("AAAA" if ":" in one else "A", host, one) for one in settings.PUBLIC_ADDRESSES]
        if not bare and host.count(".") > 1:
            bare = [Record("CNAME", host, f"{home}.")]
        return [*bare, Record("CNAME", f"www.{host}", f"{home}.")]

    @property
    def asks_for_address(self) -> bool:
        """The operator has not told us the address for the bare name."""
        return not settings.PUBLIC_ADDRESSES and self.claim.host.count(".") == 1

    @property
    def state(self) -> tuple[str, str]:
        """Tone and words of where the domain stands."""
        claim = self.claim
        if claim.lost_at:
            return "is-bad", f"Запись TXT пропала. Верните её: через {GRACE.days} дней после пропажи домен отключится."
        if self.is_primary:
            if claim.points_here is False:
                return "is-bad", "Сайт на этом домене, но домен ведёт не к нам: жители видят ошибку."
            return "is-good", "Сайт открывается на этом домене."
        if claim.proved_at is None:
            return "is-waiting", _WAITING.get(claim.answer, _WAITING[""])
        if not claim.points_here:
            return "is-waiting", "Домен ваш. Осталось направить его к нам: записи ниже."
        return "is-good", "Домен ваш и ведёт к нам. Можно переводить на него сайт."

    @property
    def may_be_primary(self) -> bool:
        claim = self.claim
        return bool(claim.proved_at and not claim.lost_at and claim.points_here and not self.is_primary)


_AGAIN = (
    f"Спрашиваем сами каждые {int(OFTEN.total_seconds() // 60)} минут три дня, потом раз в сутки до {WAITS.days} дней."
)
_WAITING = {
    "": f"Ждём запись TXT. {_AGAIN}",
    DnsAnswer.ABSENT: f"Записи TXT пока нет: после изменения у регистратора ждут час, иногда сутки. {_AGAIN}",
    DnsAnswer.OTHER: "Запись TXT есть, но в ней другой код. Скопируйте код отсюда целиком.",
    DnsAnswer.AWAY: f"Сервер имён не ответил. Это пройдёт. {_AGAIN}",
    DnsAnswer.HELD: "Домен подключён у другой компании, и её запись ещё стоит. Удалите её запись TXT, если домен ваш.",
}
