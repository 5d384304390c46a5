import pgtrigger
from django.db import models
from django.db.models import Q

from crm.company.models import Employee

_ONE_KIND = """
    IF NEW.{column} IS NOT NULL AND EXISTS ({other}) THEN
        RAISE EXCEPTION 'Employees or one contractor do a request, never both';
    END IF;
    RETURN NEW;
"""


def one_kind(operation: pgtrigger.Operation, *, column: str, other: str) -> pgtrigger.Trigger:
    """Refuses `column` while `other` finds hands of the other kind."""
    func = _ONE_KIND.format(column=column, other=other)
    return pgtrigger.Trigger(name="one_kind_of_hands", operation=operation, when=pgtrigger.Before, func=func)


class RequestExecutor(models.Model):
    """An employee who does a request, from when until when. Ended ones stay: who did what is asked years later."""

    request = models.ForeignKey(
        "dispatch.Request", on_delete=models.PROTECT, related_name="hands", verbose_name="заявка"
    )
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="tasks", db_index=False, verbose_name="исполнитель"
    )
    assigned_at = models.DateTimeField("назначен", auto_now_add=True)
    released_at = models.DateTimeField("снят", null=True, blank=True)

    class Meta:
        verbose_name = "исполнитель заявки"
        verbose_name_plural = "исполнители заявок"
        ordering = ["pk"]
        indexes = [models.Index(fields=["employee", "request"], condition=Q(released_at=None), name="tasks_in_hand")]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "employee"], condition=Q(released_at=None), name="an_employee_once_in_a_request"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="ended_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.released_at IS NOT NULL OR (OLD.request_id, OLD.employee_id, OLD.assigned_at) "
                    "IS DISTINCT FROM (NEW.request_id, NEW.employee_id, NEW.assigned_at)"
                ),
            ),
            one_kind(
                pgtrigger.Insert,
                column="employee_id",
                other="SELECT FROM dispatch_request WHERE id = NEW.request_id AND contractor_id IS NOT NULL",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.employee}"
