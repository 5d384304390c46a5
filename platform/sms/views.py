"""Where services bring reports of delivery: an address that only they know, on the platform's host."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from identity.throttle import refuse_when_too_often
from sms.domain.providers import client_of, provider_by_callback
from sms.domain.tracking import take_reports
from sms.gateways.base import ForgedError
from tenants.errors import DomainError

RATES = {"ip": "1200/1m"}  # a mailing's reports come by the thousand
_TAKEN = "100"  # SMS.ru brings a report again until it hears this; SMSC.ru looks at the status alone


@csrf_exempt
@require_POST
def take_report(request: HttpRequest, provider: int, secret: str) -> HttpResponse:
    """Settle what the service says; the same report twice changes nothing. Strangers find nothing here."""
    if refusal := refuse_when_too_often(request, group="sms_report", rates=RATES):
        return refusal
    found = provider_by_callback(provider, secret)
    if found is None:
        raise Http404
    try:
        reports = client_of(found).read_callback(request.POST.dict())
    except (ForgedError, DomainError):  # not signed, or our own key of it cannot be read
        raise Http404 from None
    take_reports(found, reports)
    return HttpResponse(_TAKEN, content_type="text/plain")
