from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from crm.request_types.domain.request_types import save_type
from crm.request_types.models import RequestType
from identity.models import User


class RequestTypeForm(WagtailAdminModelForm):
    """A type of requests."""

    class Meta:
        model = RequestType
        fields = ["name", "is_active", "order"]

    def _post_clean(self) -> None:
        """The rules are the domain function's, which the view calls; the model's own check would say them twice."""

    def apply(self, *, by: User) -> RequestType:
        before = RequestType.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        values: dict[str, Any] = self.cleaned_data
        return save_type(before, name=values["name"], is_active=values["is_active"], order=values["order"], by=by)
