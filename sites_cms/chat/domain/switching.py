"""Putting the chat on a site and taking it away."""

from django.db import transaction

from crm.journal.domain.entries import record
from identity.models import User
from sites_cms.appearance.models import Appearance
from sites_cms.chat.domain.code import widget_of


@transaction.atomic
def set_chat(*, code: str, by: User) -> Appearance:
    """Show the chat whose code this is; an empty code takes it from the site.

    Raises DomainError if the text is anything else than a code of Живосайт. Source: manual section 9.
    """
    widget = widget_of(code)
    Appearance.load()  # makes the row
    appearance: Appearance = Appearance.objects.select_for_update().get()
    before = appearance.chat_widget
    if widget != before:
        appearance.chat_widget = widget
        appearance.save()  # whole: the memory of pages forgets by this signal
        record(action="chat.change_widget", obj=appearance, by=by, changes={"chat_widget": [before, widget]})
    return appearance
