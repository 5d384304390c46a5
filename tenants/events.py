"""What tenants tell the packages above them."""

from django.dispatch import Signal

# A run of migrations left companies in maintenance. Arguments: report, a `tenants.domain.rollout.Report`.
updates_failed = Signal()
