"""Who does a request now: read by those who change it and by those who only tell of it."""

from django.db.models import QuerySet

from crm.dispatch.models import Request, RequestExecutor


def hands_of(request: Request) -> QuerySet[RequestExecutor]:
    """The employees who do it, with their names."""
    return RequestExecutor.objects.filter(request=request, released_at=None).select_related("employee__user")


def named(request: Request) -> str:
    """Who does it, in words; "" if nobody."""
    if request.contractor:
        return request.contractor.short_name
    return ", ".join(sorted(str(hand.employee) for hand in hands_of(request)))
