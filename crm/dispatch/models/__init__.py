from crm.dispatch.models.assignment import AssignmentRule
from crm.dispatch.models.callers import Caller
from crm.dispatch.models.deadlines import TypeDeadline
from crm.dispatch.models.events import RequestEvent
from crm.dispatch.models.hands import RequestExecutor
from crm.dispatch.models.outages import Outage, OutageChange, OutagePlace
from crm.dispatch.models.photos import Photo
from crm.dispatch.models.requests import Request
from crm.dispatch.models.shifts import Handover, ShiftNote
from crm.dispatch.models.talk import LastSeen, Message
from crm.dispatch.models.views import SavedView
from crm.dispatch.models.work import PriceItem, WorkLine

__all__ = [
    "AssignmentRule",
    "Caller",
    "Handover",
    "LastSeen",
    "Message",
    "Outage",
    "OutageChange",
    "OutagePlace",
    "Photo",
    "PriceItem",
    "Request",
    "RequestEvent",
    "RequestExecutor",
    "SavedView",
    "ShiftNote",
    "TypeDeadline",
    "WorkLine",
]
