"""What identity tells the packages above it, which it never imports: they subscribe when their app is ready.

Sent in the transaction of what happened. Everybody gets `user`, the person it happened to.
"""

from django.dispatch import Signal

signed_in = Signal()  # user; the session is open, its channel is user.channel
signed_out = Signal()  # user
sign_in_refused = Signal()  # user (None for a login that nobody has), login as it was typed, reason: a word for people
locked_out = Signal()  # user (None as above), login
password_changed = Signal()  # user, by: who did it (the person, or who sent a new one; None for a letter's link)
second_factor_changed = Signal()  # user, by, is_on
