"""What «Уведомления» tell the packages above them, which they never import: those subscribe when their app is ready."""

from django.dispatch import Signal

# A letter was refused for good, at once or later; in the schema of the company whose letter it was, in a transaction.
# May come twice. Arguments: address, why (enums.Refusal), mailing (`channels.Mailing.key`, "" for a single letter).
letter_refused = Signal()
