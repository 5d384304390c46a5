"""Push on the phone of an employee: connected, renewed at each visit, given up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from crm.mobile.guards import require_mobile
from crm.people.domain import devices
from identity.throttle import refuse_when_too_often
from push.forms import SubscriptionForm
from tenants.errors import DomainError


@require_mobile()
@require_POST
def own_device(request: HttpRequest) -> HttpResponse:
    """This phone takes pushes for whoever is signed in, or no more of them."""
    user: Any = request.user
    if refusal := refuse_when_too_often(request, group=f"own-device.{user.pk}", rates={"ip": "120/10m"}):
        return refusal
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    said = form.cleaned_data
    try:
        if said["what"] == SubscriptionForm.OFF:
            devices.forget_device(said["endpoint"], by=user, of=user)
        else:
            devices.remember_own_device(user, endpoint=said["endpoint"], keys=said["keys"], label=said["label"])
    except DomainError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)
