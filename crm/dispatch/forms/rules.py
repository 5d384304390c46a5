from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from crm.company.models import Contractor, Employee
from crm.dispatch.domain import rules
from crm.dispatch.models import AssignmentRule, PriceItem, TypeDeadline
from identity.models import User


class _RuleForm(WagtailAdminModelForm):
    def _post_clean(self) -> None:
        """The rules are the domain function's, which the view calls; the model's own check would say them twice."""

    @property
    def before(self) -> Any:
        """The row as it is; None for a new one."""
        return self._meta.model.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None


class DeadlineForm(_RuleForm):
    """A deadline; people think of it in hours, and of the first two in minutes."""

    fix_hours = forms.IntegerField(label="Выполнить, часов", min_value=1, max_value=24 * 365, required=False)

    class Meta:
        model = TypeDeadline
        fields = ["type", "priority", "respond_minutes", "localise_minutes", "round_the_clock", "basis"]
        help_texts = {
            "type": "Пусто — для всех типов, у которых нет своего срока.",
            "respond_minutes": "За сколько минут сказать жителю, когда сделаем. По ПП РФ 416 — 30.",
            "localise_minutes": "Только для аварий: за сколько минут остановить воду, обесточить. По ПП РФ 416 — 30.",
            "round_the_clock": "Иначе часы идут в рабочее время вашего офиса.",
            "basis": "Закон или договор: это увидят житель и проверяющий.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type"].empty_label = "все типы"
        if self.instance.fix_minutes:
            self.initial["fix_hours"] = self.instance.fix_minutes // 60

    def apply(self, *, by: User) -> TypeDeadline:
        data = dict(self.cleaned_data)
        hours = data.pop("fix_hours")
        return rules.save_deadline(self.before, **data, fix_minutes=hours * 60 if hours else None, by=by)


class PriceForm(_RuleForm):
    price = forms.DecimalField(label="Цена, ₽", max_digits=10, decimal_places=2, min_value=0, localize=True)

    class Meta:
        model = PriceItem
        fields = ["name", "unit", "price", "is_active"]

    def apply(self, *, by: User) -> PriceItem:
        return rules.save_price(self.before, **self.cleaned_data, by=by)


class AssignmentForm(_RuleForm):
    class Meta:
        model = AssignmentRule
        fields = ["type", "house", "responsible", "employee", "contractor"]
        help_texts = {
            "type": "Пусто — все типы.",
            "house": "Пусто — все дома. Самое точное правило сильнее.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Employee.objects.filter(user__is_active=True).select_related("user")
        self.fields["type"].empty_label, self.fields["house"].empty_label = "все типы", "все дома"
        for name in ("responsible", "employee", "contractor"):
            self.fields[name].empty_label = "никто"
        for name in ("responsible", "employee"):
            self.fields[name].queryset = working
        self.fields["contractor"].queryset = Contractor.objects.filter(is_active=True)

    def apply(self, *, by: User) -> AssignmentRule:
        return rules.save_assignment(self.before, **self.cleaned_data, by=by)
