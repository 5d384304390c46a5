from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localtime

from crm.accounting.domain import erasing, queries
from crm.accounting.models import Account
from crm.personal_data import grounds
from crm.personal_data.enums import Verdict
from crm.personal_data.registry import Anchor, Held, Line, Question
from identity.models import User
from tenants.ordering import search_key


class Accounts:
    """Owners of personal accounts."""

    code = "accounts"
    title = "Лицевые счета"

    def find(self, question: Question, *, limit: int) -> list[Anchor]:
        """By number, or by the name from its beginning; who is known by a phone only is not found here."""
        found = queries.accounts_with_houses()
        if question.number:
            found = found.filter(number=question.number)
        name = search_key(f"{question.last_name} {question.first_name} {question.patronymic}")
        if question.last_name:
            found = found.filter(Q(name_key=name) | Q(name_key__startswith=f"{name} "))
        if not question.number and not question.last_name:
            return []
        return [_anchor(account) for account in found.order_by("number", "pk")[:limit]]

    def anchors(self, numbers: Iterable[int], *, lock: bool) -> list[Anchor]:
        """The accounts of these numbers of rows."""
        found: QuerySet[Account] = queries.accounts_with_houses().filter(pk__in=list(numbers)).order_by("pk")
        return [_anchor(account) for account in (found.select_for_update(of=("self",)) if lock else found)]

    def held(self, anchors: Sequence[Anchor]) -> list[Held]:
        """The accounts themselves."""
        return [anchor.held for anchor in anchors if anchor.held.source == self.code]

    def erase(self, rows: Sequence[Held], *, by: User) -> None:
        """The owner's name goes; number, premises, sums and dates stay in the books."""
        numbers = [int(row.key.partition(":")[2]) for row in rows]
        for account in Account.objects.filter(pk__in=numbers).order_by("pk"):
            erasing.erase_owner(account, by=by)


def _anchor(account: Account) -> Anchor:
    return Anchor(
        held=_held(account),
        name=account.owner,
        numbers=frozenset({account.number}),
        objects=frozenset({("accounting.account", str(account.pk))}),
    )


def _held(account: Account) -> Held:
    verdict, why = Verdict.ERASE, "Счёт отключён: имя заменим пометкой, суммы, даты и номер останутся в учёте."
    if erasing.is_erased(account):
        verdict, why = Verdict.DONE, "Стёрто раньше."
    elif reason := erasing.why_kept(account):
        verdict, why = Verdict.KEEP, reason
    state = "Действует" if account.is_active else f"Отключён с {account.closed_on:%d.%m.%Y}"
    lines = [
        Line("Собственник", account.owner, goes=True),
        Line("Номер счёта", account.number),
        Line("Помещение", ", ".join(part for part in (str(account.house), account.premises) if part)),
        Line("Площадь, м²", number_format(account.area, 2) if account.area else ""),
        Line("Баланс, ₽", number_format(account.balance, 2, force_grouping=True)),
        Line("Состояние", state),
    ]
    return Held(
        source=Accounts.code,
        key=f"{Accounts.code}:{account.pk}",
        title=f"{account.owner}, счёт {account.number}",
        neutral=f"Лицевой счёт {account.number}",
        lines=tuple(line for line in lines if line.value),
        ground=grounds.CONTRACT if account.is_active else grounds.ACCOUNTING,
        verdict=verdict,
        why=why,
        since=localtime(account.created_at).date(),
        edit_url=reverse("accounts:edit", args=[account.pk]),
    )
