"""Reads of contractors."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from crm.company.domain.contract_terms import company_today
from crm.company.models import Contractor, ContractorDocument, ContractorPerson
from crm.request_types.models import RequestType


def in_force(on: date) -> Q:
    """Contractors at work whose contract runs on this day; one without dates always does."""
    begun, not_ended = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on)
    return Q(is_active=True) & begun & not_ended


def contractors_for(request_type: RequestType) -> QuerySet[Contractor]:
    """Whom a dispatcher may give a request of this type today. Source: manual, section 4, «Обратите внимание»."""
    return Contractor.objects.filter(in_force(company_today()), request_types=request_type)


def ending_contracts(within_days: int) -> QuerySet[Contractor]:
    """Contractors at work whose contract ends within so many days or has ended; the earliest end first."""
    until = company_today() + timedelta(days=within_days)
    return Contractor.objects.filter(is_active=True, valid_until__lte=until).order_by("valid_until", "short_name", "pk")


def contractors_with_types() -> QuerySet[Contractor]:
    """For the list: a constant number of queries."""
    return Contractor.objects.prefetch_related("request_types")


def documents_of(contractor: Contractor) -> QuerySet[ContractorDocument]:
    """What stands on the list, newest first."""
    return contractor.documents.filter(removed_at=None).select_related("added_by")


def people_of(contractor: Contractor) -> QuerySet[ContractorPerson]:
    """Who of the contractor signs in, or did."""
    return contractor.people.select_related("user")


def fitting_types(contractor: Contractor | None) -> QuerySet[RequestType]:
    """What can be ticked for a contractor: types that are switched on, and those that it has already."""
    has = Q(pk__in=contractor.request_types.values("pk")) if contractor else Q(pk__in=[])
    return RequestType.objects.filter(Q(is_active=True) | has)
