"""What «Диспетчерская» tells the packages above it, which it never imports: those subscribe when their app is ready.

Sent in the transaction of what happened: a receiver that raises DomainError refuses the whole.
"""

from django.dispatch import Signal

# People are told of an outage, or told otherwise: announced, changed, put off, ended, cancelled, opened again.
# Arguments: outage, as it is now; changes, as its history keeps them, empty when it is announced; by.
outage_said = Signal()

# Those who called are told of a step of a request. Arguments: step, event (notifications.events), callers (a list of
# `domain.telling.Told`), at_once (False: SMS of the night wait for the morning).
callers_told = Signal()
