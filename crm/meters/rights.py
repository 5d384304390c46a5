"""Actions of the module «Показания ИПУ»."""

from crm.rights.enums import Role
from crm.rights.registry import Action
from identity.channels import Channel

MODULE = "Показания ИПУ"
SEE_METERS = "meters.see_meters"
EDIT_METERS = "meters.edit_meters"
IMPORT_METERS = "meters.import_meters"
SEE_READINGS = "meters.see_readings"
ENTER_READINGS = "meters.enter_readings"
CORRECT_READINGS = "meters.correct_readings"
METER_SETTINGS = "meters.meter_settings"

_EDITORS = frozenset({Role.ACCOUNTANT, Role.CLIENT_DESK})
_READERS = _EDITORS | {Role.DISPATCHER, Role.INSPECTOR}
_OFFICE_AND_YARD = frozenset({Channel.COMPUTER, Channel.MOBILE})
_EVERYWHERE = frozenset(Channel)

ACTIONS = [
    Action(
        SEE_METERS,
        "Видеть приборы учёта",
        MODULE,
        roles=_READERS,
        grants=frozenset({"meters.view_meter"}),
        by_rows=True,
        channels=_EVERYWHERE,
    ),
    Action(
        EDIT_METERS,
        "Добавлять, менять и снимать приборы учёта",
        MODULE,
        roles=_EDITORS,
        grants=frozenset({"meters.add_meter", "meters.change_meter", "meters.view_meter"}),
        by_rows=True,
    ),
    Action(IMPORT_METERS, "Загружать приборы учёта и показания из файла", MODULE, roles=frozenset({Role.ACCOUNTANT})),
    Action(
        SEE_READINGS,
        "Видеть показания и их историю",
        MODULE,
        roles=_READERS,
        grants=frozenset({"meters.view_reading", "meters.view_meterevent"}),
        by_rows=True,
        channels=_EVERYWHERE,
    ),
    Action(
        ENTER_READINGS,
        "Вносить показания",
        MODULE,
        roles=_READERS,
        grants=frozenset({"meters.add_reading"}),
        by_rows=True,
        channels=_OFFICE_AND_YARD,
    ),
    Action(CORRECT_READINGS, "Исправлять и отменять показания", MODULE, roles=_EDITORS, by_rows=True),
    Action(METER_SETTINGS, "Настраивать приём показаний", MODULE, roles=frozenset({Role.ACCOUNTANT})),
]
