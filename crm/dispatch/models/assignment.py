from django.db import models
from django.db.models import Q

from crm.accounting.models import House
from crm.company.models import Contractor, Employee
from crm.request_types.models import RequestType


class AssignmentRule(models.Model):
    """To whom new requests go by themselves: by type, by house, or by both; the most exact rule holds.

    `responsible` answers for them, `employee` or `contractor` does them.
    """

    type = models.ForeignKey(
        RequestType, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="тип заявки"
    )
    house = models.ForeignKey(
        House, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name="дом"
    )
    responsible = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="ответственный",
    )  # fmt: skip
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="исполнитель",
    )  # fmt: skip
    contractor = models.ForeignKey(
        Contractor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="подрядчик",
    )  # fmt: skip

    class Meta:
        verbose_name = "правило назначения"
        verbose_name_plural = "правила назначения"
        ordering = ["type__order", "type__name", "house__address_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "house"],
                nulls_distinct=False,
                name="one_rule_of_a_type_and_house",
                violation_error_message="Правило для этого типа и дома уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=False) | Q(employee__isnull=False) | Q(contractor__isnull=False),
                name="rule_names_somebody",
                violation_error_message="Выберите ответственного, исполнителя или подрядчика.",
            ),
            models.CheckConstraint(
                condition=Q(employee=None) | Q(contractor=None),
                name="rule_names_one_kind_of_hands",
                violation_error_message="Выберите или сотрудника, или подрядчика.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type or 'все типы'}, {self.house or 'все дома'}"
