"""Mailings in Viber: messages of the same ledger, with the same money, by whichever service carries Viber."""

from notifications.channels import Mailing, Parcel, Way
from sms.domain.by_sms import BySms
from sms.domain.prices import MOST_IN_VIBER
from sms.enums import Medium


class ByViber(BySms):
    """One message for each number; its SMS, should it not arrive, is another message of the ledger."""

    way = Way.VIBER
    medium = Medium.VIBER

    def key(self, mailing_key: str) -> str:
        """Another than that of its SMS: both may go to one number."""
        return f"{mailing_key}:viber"

    def text(self, mailing: Mailing, parcel: Parcel) -> str:
        """The whole text where it fits: length costs nothing here."""
        refusal = f"\n\nОтказаться: {parcel.leave_url}" if parcel.leave_url else ""
        whole, room = f"{mailing.subject}\n{mailing.text}".strip(), MOST_IN_VIBER - len(refusal)
        return f"{whole if len(whole) <= room else mailing.short[:room]}{refusal}"
