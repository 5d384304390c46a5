"""What can be done to a request from its page: one form for each deed, and one domain function behind it."""

from crm.dispatch.forms.content_deeds import (
    AddPhoto,
    AddWork,
    ChangeIt,
    Comment,
    Detach,
    RemovePhoto,
    RemoveWork,
    Write,
)
from crm.dispatch.forms.deed import DeedForm
from crm.dispatch.forms.move_deeds import (
    Assign,
    Cancel,
    Finish,
    Localise,
    Postpone,
    Release,
    Reopen,
    Resume,
    Take,
)

DEEDS: dict[str, type[DeedForm]] = {
    "assign": Assign,
    "take": Take,
    "localise": Localise,
    "finish": Finish,
    "resume": Resume,
    "postpone": Postpone,
    "release": Release,
    "reopen": Reopen,
    "cancel": Cancel,
    "change": ChangeIt,
    "comment": Comment,
    "write": Write,
    "photo": AddPhoto,
    "remove-photo": RemovePhoto,
    "work": AddWork,
    "remove-work": RemoveWork,
    "detach": Detach,
}
