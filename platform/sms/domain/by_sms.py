"""Mailings by SMS: the money of a batch is reserved with the caller's transaction, or nothing of it is taken."""

from collections.abc import Collection, Mapping, Sequence

from notifications.channels import Fate, Mailing, Parcel, Way
from sms.domain.sending import MOST_AT_ONCE, Item, Why, cancel, reserve_and_queue
from sms.domain.texts import with_refusal
from sms.enums import Cause, Medium, State
from sms.models import Message
from tenants.context import current_tenant

_FATES = {
    State.DELIVERED: (Fate.DELIVERED, ""),
    State.UNDELIVERED: (Fate.FAILED, "Оператор связи не доставил СМС."),
    State.REJECTED: (Fate.FAILED, "Сервис рассылки не принял СМС."),
    State.CANCELLED: (Fate.FAILED, "Рассылку остановили."),
    State.SILENT: (Fate.FAILED, "Оператор связи не сообщил, дошла ли СМС."),
}


class BySms:
    """One SMS for each number."""

    way = Way.SMS
    medium = Medium.SMS
    at_once = MOST_AT_ONCE

    def key(self, mailing_key: str) -> str:
        """By what the ledger knows the mailing."""
        return mailing_key

    def text(self, mailing: Mailing, parcel: Parcel) -> str:
        """What goes of it."""
        return with_refusal(mailing.short, parcel.leave_url) if parcel.leave_url else mailing.short

    def hand_over(self, mailing: Mailing, parcels: Sequence[Parcel]) -> Mapping[int, int | None]:
        """Reserve and queue. Raises DomainError without money, beyond the limit, while no service is connected."""
        why = Why(Cause(mailing.cause), mailing.reference, by_id=mailing.by_id, by_name=mailing.by_name)
        items = [
            Item(self.key(mailing.key), parcel.address, self.text(mailing, parcel), house=parcel.house)
            for parcel in parcels
        ]
        reserve_and_queue(current_tenant(), items, why=why, beyond_limit=mailing.beyond_limit, medium=self.medium)
        return {parcel.id: None for parcel in parcels}

    def fates(
        self, mailing_key: str, handed: Collection[tuple[int, str, int | None]]
    ) -> Mapping[int, tuple[Fate, str]]:
        """By the ledger: a key and a number are one message; one query."""
        by_phone = {phone: parcel for parcel, phone, _ in handed}
        found = Message.objects.filter(tenant=current_tenant(), key=self.key(mailing_key), phone__in=by_phone)
        fates = {}
        for phone, state, told, no_number in found.values_list("phone", "state", "told", "no_number"):
            fate, words = _FATES.get(State(state), (Fate.ON_ITS_WAY, ""))
            words = told or words if fate == Fate.FAILED else words
            # What has no Viber may have SMS all the same.
            is_nowhere = fate == Fate.FAILED and no_number and self.medium == Medium.SMS
            fates[by_phone[phone]] = (Fate.NOWHERE if is_nowhere else fate, words)
        return fates

    def call_back(self, mailing_key: str) -> int:
        """What waits for a service goes nowhere, and its money is released."""
        waiting = Message.objects.filter(tenant=current_tenant(), key=self.key(mailing_key), state=State.QUEUED)
        return cancel(current_tenant(), set(waiting.values_list("batch", flat=True)))
