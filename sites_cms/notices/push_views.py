"""Devices of residents behind their personal page, and receipts of every device of the company."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from crm.notices import links
from crm.notices.domain import leaving, receipts
from crm.notices.domain.receipts import ReceiptDead
from crm.notices.links import LinkDead
from identity.throttle import refuse_when_too_often
from push.forms import SubscriptionForm
from sites_cms.app.views import manifest_of
from sites_cms.pages.secret_links import closed
from tenants.errors import DomainError

_CHANGES = {"ip": "60/10m"}
_RECEIPTS = {"ip": "1200/1m"}  # a whole house stands behind one address, and an emergency rings at all of them
_OPENED = "opened"


@sensitive_variables("token")
@csrf_exempt  # as the page itself: the address is the secret, and browsers tell no origin
@require_POST
def device(request: HttpRequest, token: str) -> HttpResponse:
    """This browser takes pushes from now on, renews its subscription, or takes no more of them."""
    if refusal := refuse_when_too_often(request, group="notices-device", rates=_CHANGES):
        return refusal
    form = SubscriptionForm(request.POST)
    try:
        person = links.to_feed(token)
        if not form.is_valid():
            return closed(HttpResponse(status=422))
        said = form.cleaned_data
        if said["what"] == SubscriptionForm.OFF:
            leaving.remove_device(person, endpoint=said["endpoint"])
        else:
            agrees = said["what"] == SubscriptionForm.ON
            leaving.add_device(person, endpoint=said["endpoint"], keys=said["keys"], label=said["label"], agrees=agrees)
    except LinkDead:
        raise Http404 from None
    except DomainError:
        return closed(HttpResponse(status=422))
    return closed(HttpResponse(status=204))


@sensitive_variables("token")
@require_safe
def manifest(request: HttpRequest, token: str) -> HttpResponse:
    """Installed from here, the site opens at this page: on an iPhone the app knows nothing of the browser's pages."""
    try:
        links.to_feed(token)
    except LinkDead:
        raise Http404 from None
    return closed(manifest_of(request, start=reverse("notice_feed", args=[token])))


@sensitive_variables("token")
@csrf_exempt  # a worker has no form; what it gives back is signed for its own company
@require_POST
def receipt(request: HttpRequest) -> HttpResponse:
    """A device has shown a push, or it was opened there. Strangers find nothing here."""
    if refusal := refuse_when_too_often(request, group="push-receipt", rates=_RECEIPTS):
        return refusal
    token = request.POST.get("token", "")[:200]
    try:
        receipts.take(token, is_read=request.POST.get("what") == _OPENED)
    except ReceiptDead:
        raise Http404 from None
    return HttpResponse(status=204)
