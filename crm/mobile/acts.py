"""What the journal calls the acts of the phone's shell."""

from crm.journal.acts import Act, Words
from crm.journal.enums import Kind
from tenants import time_zones

ACTS: list[Act | Words] = [
    Act("mobile.choose_time_zone", "Свой часовой пояс выбран", Kind.PEOPLE),
    Words("time_zone", "Часовой пояс", {zone.name: zone.place for zone in time_zones.zones()}),
]
