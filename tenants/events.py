"""What tenants tell the packages above them."""

from django.dispatch import Signal

# A run of migrations left companies in maintenance. Arguments: report, a `tenants.domain.rollout.Report`.
updates_failed = Signal()

# Somebody is about to write a company's archive, which holds everything of it. Arguments: tenant.
archive_asked = Signal()
