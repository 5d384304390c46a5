"""A service that carries nothing and says that all arrived: for the demo, for training and for journeys of the tests.
Not to be had where the installation is a real one (`domain.providers.save_provider`)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sms.gateways.base import Answer, Asked, Fate, ForgedError, Gateway, Outgoing, Parcel, Report, Taken


class Nowhere(Gateway):
    """Asks nobody."""

    address = ""
    can_find = True

    def parcels(self, messages: Sequence[Outgoing]) -> list[Parcel]:
        return [Parcel([message], our_id=str(message.id)) for message in messages]

    def send(self, parcel: Parcel) -> list[Taken]:
        return [Taken(message.id, Answer.TAKEN, their_id=str(message.id)) for message in parcel.messages]

    def statuses(self, asked: Sequence[Asked]) -> list[Report]:
        return [Report(one.their_id, Fate.DELIVERED, phone=one.phone) for one in asked]

    def balance(self) -> Decimal:
        return Decimal(0)

    def read_callback(self, form: Mapping[str, Any]) -> list[Report]:
        raise ForgedError
