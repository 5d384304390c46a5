"""Asking DNS about domains: new ones often, then all of them daily."""

from celery import shared_task
from django.utils import timezone

from tenants.context import in_schema


@shared_task(name="site_domain.watch_everywhere", title="Домены компаний: кого пора спросить")
def watch_everywhere() -> None:
    """Called by beat: one task for each domain that is due, speaking for its company; a slow one holds up no other."""
    from tenants.domain import own_domains  # noqa: PLC0415  app ready: needs the models

    for claim in own_domains.due(timezone.now()):
        with in_schema(claim.tenant.schema_name):
            watch.delay(claim.pk)


@shared_task(name="site_domain.watch", title="Домен компании: запись в DNS")
def watch(claim_id: int) -> None:
    """Ask about one domain of the company that the message speaks for; safe to repeat."""
    from sites_cms.own_domain.domain import own_domain  # noqa: PLC0415  app ready: needs the models

    claim = own_domain.find(claim_id)
    if claim:
        own_domain.check(claim, by=None)
