"""Actions of the module «Диспетчерская»."""

from crm.rights.enums import Role
from crm.rights.registry import Action
from identity.channels import Channel

MODULE = "Диспетчерская"
SEE_REQUESTS = "dispatch.see_requests"
CREATE_REQUESTS = "dispatch.create_requests"
EDIT_REQUESTS = "dispatch.edit_requests"
ASSIGN_REQUESTS = "dispatch.assign_requests"
DO_REQUESTS = "dispatch.do_requests"
CANCEL_REQUESTS = "dispatch.cancel_requests"
REOPEN_REQUESTS = "dispatch.reopen_requests"
WRITE_TO_RESIDENTS = "dispatch.write_to_residents"
SEE_PHONES = "dispatch.see_phones"
MANAGE_RULES = "dispatch.manage_rules"
KEEP_SHIFT = "dispatch.keep_shift"
SEE_OUTAGES = "dispatch.see_outages"
MANAGE_OUTAGES = "dispatch.manage_outages"
SEE_ANALYSIS = "dispatch.see_analysis"

_OFFICE = frozenset({Role.DISPATCHER, Role.CLIENT_DESK})
_YARD = frozenset({Role.EXECUTOR, Role.CONTRACTOR})
_EVERYWHERE = frozenset(Channel)
_OFFICE_AND_YARD = frozenset({Channel.COMPUTER, Channel.MOBILE})


def _of(model: str, *verbs: str) -> frozenset[str]:
    return frozenset(f"dispatch.{verb}_{model}" for verb in verbs)


ACTIONS = [
    Action(
        SEE_REQUESTS,
        "Видеть заявки и писать комментарии",
        MODULE,
        roles=_OFFICE | _YARD,
        grants=_of("request", "view"),
        by_rows=True,
        channels=_EVERYWHERE,
    ),
    Action(
        CREATE_REQUESTS,
        "Создавать заявки",
        MODULE,
        roles=_OFFICE,
        grants=_of("request", "add"),
        channels=_EVERYWHERE,
    ),
    Action(
        EDIT_REQUESTS,
        "Менять тип, приоритет, срок и сумму заявки",
        MODULE,
        roles=frozenset({Role.DISPATCHER}),
        grants=_of("request", "change"),
        by_rows=True,
    ),
    Action(ASSIGN_REQUESTS, "Назначать исполнителей", MODULE, roles=frozenset({Role.DISPATCHER}), by_rows=True),
    Action(
        DO_REQUESTS,
        "Брать в работу, откладывать и выполнять заявки",
        MODULE,
        roles=_YARD | {Role.DISPATCHER},
        by_rows=True,
        channels=_OFFICE_AND_YARD,
    ),
    Action(CANCEL_REQUESTS, "Отменять заявки", MODULE, roles=frozenset({Role.DISPATCHER}), by_rows=True),
    Action(REOPEN_REQUESTS, "Открывать закрытые заявки снова", MODULE, by_rows=True),
    Action(WRITE_TO_RESIDENTS, "Переписываться с жителем по заявке", MODULE, roles=_OFFICE, by_rows=True),
    Action(
        SEE_PHONES,
        "Видеть телефоны заявителей",
        MODULE,
        roles=_OFFICE | {Role.EXECUTOR},
        by_rows=True,
        channels=_OFFICE_AND_YARD,
    ),
    Action(SEE_ANALYSIS, "Видеть анализ и журнал заявок, выгружать их", MODULE, roles=_OFFICE, by_rows=True),
    Action(
        MANAGE_RULES,
        "Настраивать сроки, прейскурант и правила назначения",
        MODULE,
        grants=_of("typedeadline", "view", "add", "change", "delete")
        | _of("priceitem", "view", "add", "change")
        | _of("assignmentrule", "view", "add", "change", "delete"),
    ),
    Action(KEEP_SHIFT, "Принимать и сдавать смену", MODULE, roles=frozenset({Role.DISPATCHER})),
    # Not by rows: what people do without is told to everybody who asks.
    Action(
        SEE_OUTAGES,
        "Видеть отключения",
        MODULE,
        roles=_OFFICE | {Role.EXECUTOR},
        grants=_of("outage", "view"),
    ),
    Action(
        MANAGE_OUTAGES,
        "Заводить и менять отключения",
        MODULE,
        roles=frozenset({Role.DISPATCHER}),
        grants=_of("outage", "view", "add", "change"),
    ),
]
