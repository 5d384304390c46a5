"""The journal hears of what happens below it. On the platform's side there is no journal: nothing is written there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from crm.journal.acts import Act, Words, declare
from crm.journal.domain import sign_ins
from crm.journal.domain.entries import record_export
from crm.journal.enums import Kind
from identity import events
from tenants import events as tenants_events
from tenants.context import on_platform, speaking_for
from tenants.models import Tenant

ARCHIVE = "tenants.export_archive"
JOURNAL = "journal.export_journal"

ACTS: list[Act | Words] = [
    Act(sign_ins.SIGNED_IN, "Вход", Kind.SIGN_IN),
    Act(sign_ins.SIGNED_OUT, "Выход", Kind.SIGN_IN),
    Act(sign_ins.REFUSED, "Во входе отказано", Kind.SIGN_IN),
    Act(sign_ins.LOCKED_OUT, "Вход закрыт: слишком много попыток", Kind.SIGN_IN),
    Act(sign_ins.PASSWORD_CHANGED, "Пароль изменён", Kind.SIGN_IN),
    Act(sign_ins.SECOND_FACTOR_CHANGED, "Второй фактор изменён", Kind.SIGN_IN),
    Act(ARCHIVE, "Архив компании выгружен", Kind.EXPORT),
    Act(JOURNAL, "Журнал действий выгружен", Kind.EXPORT),
    Words("sign_in_reason", "Причина"),
    Words("missed_tries", "Ещё попыток с этого адреса"),
    Words("second_factor", "Второй фактор включён"),
    Words("export_rows", "Строк"),
    Words("export_filters", "Отбор"),
    Words("export_form", "Формат"),
]


def listen() -> None:
    """Declare these acts and subscribe."""
    declare(*ACTS)
    _hear(events.signed_in, lambda user, **_: sign_ins.record_sign_in(user))
    _hear(events.signed_out, lambda user, **_: sign_ins.record_sign_out(user))
    _hear(
        events.sign_in_refused,
        lambda user, login, reason, **_: sign_ins.record_refusal(user=user, login=login, reason=str(reason)),
    )
    _hear(events.locked_out, lambda user, login, **_: sign_ins.record_lock_out(user=user, login=login))
    _hear(events.password_changed, lambda user, by, **_: sign_ins.record_new_password(user, by=by))
    _hear(
        events.second_factor_changed,
        lambda user, by, is_on, **_: sign_ins.record_second_factor(user, by=by, is_on=is_on),
    )
    tenants_events.archive_asked.connect(record_archive, dispatch_uid="journal.record_archive")


def record_archive(tenant: Tenant, **_: Any) -> None:
    """Everything of the company, its people's data too, goes into one file; who ran the command is not known here."""
    with speaking_for(tenant):
        record_export(action=ARCHIVE, what=Tenant, by=None, rows=1, obj=tenant, form="ZIP")


def _hear(signal: Any, act: Callable[..., None]) -> None:
    @wraps(act)
    def heard(sender: Any, signal: Any, **what: Any) -> None:
        if not on_platform():
            act(**what)

    signal.connect(heard, weak=False)
