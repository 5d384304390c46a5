from typing import Any

from django import forms

from push import endpoints
from tenants.errors import DomainError


class SubscriptionForm(forms.Form):
    """What a browser tells of its subscription. `what`: the button was pressed, the page renews it, it is given up."""

    ON, RENEW, OFF = "on", "renew", "off"

    what = forms.ChoiceField(choices=[(ON, ON), (RENEW, RENEW), (OFF, OFF)])
    endpoint = forms.CharField(max_length=endpoints.LONGEST)
    p256dh = forms.CharField(max_length=120, required=False)
    auth = forms.CharField(max_length=40, required=False)
    label = forms.CharField(max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and said["what"] != self.OFF:
            try:
                endpoints.check(said["endpoint"])
                said["keys"] = endpoints.check_keys({"p256dh": said["p256dh"], "auth": said["auth"]})
            except DomainError as error:
                raise forms.ValidationError(str(error)) from None
        return said
