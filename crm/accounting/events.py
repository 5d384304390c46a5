"""What the accounts tell the packages above them, which they never import: those subscribe when their app is ready.

Sent in the transaction of what happened: a receiver that raises DomainError refuses the whole.
"""

from django.dispatch import Signal

# The premises have another owner. Arguments: old, new (accounts; the old one is closed), on: the day from which the
# new one answers, by: who did it.
owner_changed = Signal()

# An account ended, switched off or with its owner. Arguments: account (closed already), by: who did it.
account_closed = Signal()
