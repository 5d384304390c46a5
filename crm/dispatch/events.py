"""What «Диспетчерская» tells the packages above it, which it never imports: those subscribe when their app is ready.

Sent in the transaction of what happened: a receiver that raises DomainError refuses the whole.
"""

from django.dispatch import Signal

# People are told of an outage, or told otherwise: announced, changed, put off, ended, cancelled, opened again.
# Argument: outage, as it is now.
outage_said = Signal()
