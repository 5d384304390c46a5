"""Services that carry messages: one module for each protocol, addresses and tables of codes in it and nowhere else."""

from sms.enums import ProviderKind
from sms.gateways.base import Access, Gateway
from sms.gateways.nowhere import Nowhere
from sms.gateways.smpp import Smpp
from sms.gateways.smsc import Smsc
from sms.gateways.smsru import SmsRu

_KINDS: dict[str, type[Gateway]] = {
    ProviderKind.SMSC: Smsc,
    ProviderKind.SMSRU: SmsRu,
    ProviderKind.SMPP: Smpp,
    ProviderKind.NOWHERE: Nowhere,
}


def gateway(kind: str, access: Access) -> Gateway:
    """The client of a provider."""
    return _KINDS[kind](access)
