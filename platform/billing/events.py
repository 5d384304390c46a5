"""What the books tell the packages above them."""

from django.dispatch import Signal

# The check has stopped the money of companies. Arguments: parkings, a list of new `billing.models.Parking`.
books_broken = Signal()

# Money came onto a company's account and is committed. Arguments: tenant.
money_came = Signal()
