from decimal import Decimal

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from crm.accounting.models import Account, House
from crm.company.models import Contractor, Employee
from crm.dispatch.enums import MOVES, OPEN, Place, Priority, Source, Status
from crm.dispatch.models.hands import one_kind
from crm.dispatch.models.outages import Outage
from crm.request_types.models import RequestType


class Request(models.Model):
    """A request («заявка»). Never deleted; what it was when it came in never changes.

    `respond_by`, `localise_by` and `due_at` are the deadlines as reckoned when they last could change; `due_at` is None
    while the request is postponed and its clock stands. `expected_at` is what the resident is told.
    `warn_at` is when its responsible is next reminded of the deadline. `told_at` is when somebody first told the
    resident by when, `localised_at` when an emergency was shut in: the law gives half an hour for each (ПП РФ 416,
    п. 13).
    `version` grows with every change: who saves over another's change is told so.
    """

    number = models.PositiveIntegerField("номер", unique=True)
    house = models.ForeignKey(
        House, on_delete=models.PROTECT, related_name="requests", db_index=False, verbose_name="дом"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="лицевой счёт"
    )
    place = models.CharField("где", max_length=8, choices=Place, default=Place.FLAT)
    entrance = models.PositiveSmallIntegerField("подъезд", null=True, blank=True)
    text = models.TextField("текст заявки", max_length=4000)
    type = models.ForeignKey(
        RequestType, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", db_index=False,
        verbose_name="тип заявки",
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField("приоритет", choices=Priority, default=Priority.NORMAL)
    status = models.CharField("статус", max_length=9, choices=Status, default=Status.NEW)
    source = models.CharField("как поступила", max_length=8, choices=Source)
    is_paid = models.BooleanField("платная", default=False)
    price = models.DecimalField("сумма, ₽", max_digits=12, decimal_places=2, null=True, blank=True)
    created_at = models.DateTimeField("создана", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто создал",
    )  # fmt: skip
    responsible = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="ответственный",
    )  # fmt: skip
    contractor = models.ForeignKey(
        Contractor, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="подрядчик"
    )
    outage = models.ForeignKey(
        Outage, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="отключение"
    )
    expected_at = models.DateTimeField("ожидаемая дата исполнения", null=True, blank=True)
    respond_by = models.DateTimeField("сообщить срок до", null=True, blank=True)
    localise_by = models.DateTimeField("локализовать до", null=True, blank=True)
    due_at = models.DateTimeField("выполнить до", null=True, blank=True)
    told_at = models.DateTimeField("срок сообщён", null=True, blank=True)
    localised_at = models.DateTimeField("локализована", null=True, blank=True)
    warn_at = models.DateTimeField("напомнить о сроке", null=True, blank=True, editable=False)
    postponed_until = models.DateField("отложена до", null=True, blank=True)
    postponed_because = models.CharField("почему отложена", max_length=300, blank=True)
    started_at = models.DateTimeField("взята в работу", null=True, blank=True)
    finished_at = models.DateTimeField("выполнена", null=True, blank=True)
    returns = models.PositiveSmallIntegerField("возвратов", default=0)
    rating = models.PositiveSmallIntegerField("оценка жителя", null=True, blank=True)
    rating_comment = models.CharField("отзыв жителя", max_length=1000, blank=True)
    version = models.PositiveIntegerField("версия", default=1)

    class Meta:
        verbose_name = "заявка"
        verbose_name_plural = "заявки"
        ordering = ["-number"]
        indexes = [
            models.Index(
                F("due_at").asc(nulls_last=True), "number", condition=Q(status__in=OPEN), name="open_by_deadline"
            ),
            models.Index(fields=["warn_at"], condition=Q(warn_at__isnull=False), name="requests_to_warn_of"),
            models.Index(fields=["house", "type", "-created_at"], name="request_by_house"),
            models.Index(fields=["-created_at", "-id"], name="request_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="request_has_a_number"),
            models.CheckConstraint(condition=~Q(text=""), name="request_says_something"),
            models.CheckConstraint(condition=Q(account=None) | Q(place=Place.FLAT), name="account_only_with_premises"),
            models.CheckConstraint(
                condition=Q(status=Status.DONE, finished_at__isnull=False)
                | (~Q(status=Status.DONE) & Q(finished_at=None)),
                name="done_requests_have_an_end",
            ),
            models.CheckConstraint(
                condition=Q(postponed_until=None, postponed_because="")
                | (Q(status=Status.WORKING, postponed_until__isnull=False) & ~Q(postponed_because="")),
                name="only_work_is_postponed_and_says_why",
            ),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="rating_is_one_to_five"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(is_paid=True, price__gte=Decimal(0)), name="only_paid_requests_have_a_price"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="beginning_stays", fields=["number", "house", "source", "created_at", "created_by"]
            ),
            pgtrigger.FSM(name="moves", field="status", transitions=[(str(a), str(b)) for a, b in MOVES]),
            pgtrigger.Protect(
                name="begins_new", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status=Status.NEW)
            ),
            one_kind(
                pgtrigger.Update,
                column="contractor_id",
                other="SELECT FROM dispatch_requestexecutor WHERE request_id = NEW.id AND released_at IS NULL",
            ),
        ]

    def __str__(self) -> str:
        return f"Заявка № {self.number}"

    @property
    def is_open(self) -> bool:
        """Somebody has still to do something about it."""
        return self.status in OPEN
