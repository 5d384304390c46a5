"""«Лента уведомлений»: one text to many, by the channels that each of them has and agreed to.

A notice is written once (`Notice`); whom it goes to and by what is worked out in one statement (`domain.recipients`,
by the rule of `domain.choosing`) and kept as deliveries, which tasks hand over to the channels of `notifications`.

What happens by itself goes the same way. Packages below declare events (`notifications.events`) and say by a signal
that one has happened (`receivers`); `domain.telling` makes a notice of it for each whom it concerns, in the words of
`domain.wordings`, which a company edits. Modules that come later (appeals, reception) do the same: an event in their
`resident_events.py`, and a signal, or a call of `telling.tell` from above. Night: SMS and push about a request wait for
the morning, as nobody is to be woken by «в работе»; that it was taken down goes at once, as who called is awake, and so
does all of an emergency or an urgent one; letters wake nobody.

Residents refuse by topic and channel (`domain.leaving`, `crm.people.domain.consents`): what a notice is about is said
once, by its event or kind (`domain.topics`). Outages and emergencies have no topic: they come by every channel that is
not refused altogether.
"""
