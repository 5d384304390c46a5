import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from crm.accounting.models import Account
from crm.notices.enums import Audience, DeliveryState, Kind, State
from crm.people.models import Person
from notifications import events
from notifications.channels import Way


def private_files() -> Storage:
    """An attachment is shown to those to whom it was sent."""
    return storages["private"]


_LINK = "(личная ссылка жителя)"
LONGEST_SUBJECT = 100
LONGEST_TEXT = 5_000
LONGEST_SHORT = 400


class Notice(models.Model):
    """What is told to many. `by` is None for what the system reminds of by itself.

    `places` is a list of [house, entrance or None, riser or None]; empty is everywhere. `debt_over` is in roubles.
    `period` is the first day of the month of which a reminder is: one of a kind in a month. `trouble` says in words
    why the sending waits; `worked_at` when a batch went last. Never deleted: what people were told is asked later.

    What is told of an event has its code in `event`, what it is about in `about` («Заявка № 15»), the page of it in
    `url` (a personal link: staff never see it), and in `once` the key by which it is told no second time. `with_sms`
    is False for what was not to cost anything. `tells_refusal`: each SMS ends with the link by which one refuses.
    """

    kind = models.CharField("вид", max_length=9, choices=Kind, default=Kind.ORDINARY)
    subject = models.CharField("тема", max_length=LONGEST_SUBJECT)
    text = models.TextField("текст", max_length=LONGEST_TEXT)
    short = models.CharField("текст для СМС", max_length=LONGEST_SHORT, blank=True)
    file = models.FileField("вложение", storage=private_files, max_length=200, blank=True)
    file_name = models.CharField("вложение", max_length=200, blank=True)
    to = models.CharField("кому", max_length=8, choices=Audience)
    places = models.JSONField("где", default=list)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="лицевой счёт",
    )  # fmt: skip
    debt_over = models.DecimalField("долг больше", max_digits=12, decimal_places=2, null=True, blank=True)
    period = models.DateField("за месяц", null=True, blank=True)
    state = models.CharField("состояние", max_length=7, choices=State, default=State.WAITING)
    send_at = models.DateTimeField("отправить", default=timezone.now)
    expires_at = models.DateTimeField("не позднее", null=True, blank=True)
    worked_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField("отправлено", null=True, blank=True)
    trouble = models.CharField("что мешает", max_length=300, blank=True)
    created_at = models.DateTimeField("создано", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто отправил",
    )  # fmt: skip
    event = models.CharField("событие", max_length=60, blank=True, default="", db_default="")
    about = models.CharField("о чём", max_length=100, blank=True, default="", db_default="")
    url = models.CharField(max_length=400, blank=True, default="", db_default="", editable=False)
    once = models.CharField(max_length=80, blank=True, default="", db_default="", db_collation="C", editable=False)
    with_sms = models.BooleanField("и по СМС", default=True, db_default=True)
    tells_refusal = models.BooleanField("ссылка для отказа в СМС", default=False, db_default=False)

    class Meta:
        verbose_name = "уведомление"
        verbose_name_plural = "уведомления"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state__in=[State.WAITING, State.SENDING]), name="notice_due"),
            # The archive shows mailings; of what goes to one person there may be a hundred times as much.
            models.Index(fields=["-id"], condition=~Q(to=Audience.PEOPLE), name="notice_to_many"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "period"], name="one_reminder_a_month"),
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="event_is_told_once"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="notice_says_something"),
            models.CheckConstraint(
                condition=~Q(to=Audience.ACCOUNT) | Q(account__isnull=False), name="notice_to_a_known_account"
            ),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("send_at")), name="notice_expires_after_it_goes"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="said_stays",
                fields=[
                    "kind",
                    "subject",
                    "text",
                    "short",
                    "file",
                    "file_name",
                    "to",
                    "places",
                    "debt_over",
                    "period",
                    "created_at",
                    "event",
                    "about",
                    "url",
                    "once",
                    "with_sms",
                    "tells_refusal",
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Уведомление № {self.pk}: {self.subject}"

    @property
    def key(self) -> str:
        """By what channels know it, for good."""
        return f"notice:{self.pk}"

    @property
    def sms_text(self) -> str:
        """What goes by SMS: the subject comes first (manual, section 14); no letter of an event is squeezed in."""
        rest = self.short if self.event else self.short or self.text
        return events.Worded(self.subject, self.text, rest).sms

    @property
    def shown_text(self) -> str:
        """For the staff: whoever opens a personal link speaks for the resident."""
        return self.text.replace(self.url, _LINK) if self.url else self.text

    @property
    def shown_sms(self) -> str:
        """The same of the SMS."""
        return self.sms_text.replace(self.url, _LINK) if self.url else self.sms_text

    @property
    def button(self) -> str:
        """What stands on the button that opens `url`."""
        event = events.find(self.event)
        return event.button if event else "Подробнее"


class Delivery(models.Model):
    """One recipient by one channel. `handed_as` is the number by which the channel's carrier knows it, `is_nowhere`
    that it failed because there is no such number or address.

    Without `person` it is a number that somebody called from whom nobody knows; without `account`, about a yard or a
    lift.
    """

    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="deliveries", db_index=False, verbose_name="уведомление"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="житель"
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="лицевой счёт",
    )  # fmt: skip
    channel = models.CharField("чем", max_length=5, choices=Way)
    address = models.CharField("куда", max_length=254)
    state = models.CharField("состояние", max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    state_at = models.DateTimeField("с какого времени", default=timezone.now)
    next_at = models.DateTimeField("когда отправить", default=timezone.now)
    tries = models.PositiveSmallIntegerField("попыток", default=0, db_default=0)
    handed_as = models.BigIntegerField(null=True, editable=False)
    read_at = models.DateTimeField("прочитано", null=True, blank=True)
    reason = models.CharField("почему", max_length=200, blank=True, default="", db_default="")
    is_nowhere = models.BooleanField("такого номера или адреса нет", default=False, db_default=False)

    class Meta:
        verbose_name = "получатель уведомления"
        verbose_name_plural = "получатели уведомлений"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["notice", "id"],
                condition=Q(state__in=[DeliveryState.WAITING, DeliveryState.HANDED]),
                name="delivery_on_its_way",
            ),
            models.Index(fields=["address"], condition=Q(person=None), name="delivery_to_a_stranger"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel", "address"], name="delivery_once"),
            models.CheckConstraint(condition=~Q(address=""), name="delivery_goes_somewhere"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(channel=Way.SMS), name="delivery_to_a_stranger_is_an_sms"
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.address}"

    @property
    def where(self) -> str:
        """The address for a person to read: a push goes to whatever devices somebody has."""
        return "телефоны и браузеры жителя" if self.channel == Way.PUSH else self.address


class Wording(models.Model):
    """The company's own words of an event; without a row it is told in the words that it was declared with.

    `subject`, `text`, `short` hold `{переменная}`. The words before stand in the journal.
    """

    event = models.CharField("событие", max_length=60, unique=True)
    subject = models.CharField("тема", max_length=LONGEST_SUBJECT)
    text = models.TextField("текст письма", max_length=LONGEST_TEXT)
    short = models.CharField("текст для СМС", max_length=LONGEST_SHORT, blank=True)
    with_sms = models.BooleanField("отправлять СМС", default=True, db_default=True)
    changed_at = models.DateTimeField("изменено", auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name="кто изменил",
    )  # fmt: skip

    class Meta:
        verbose_name = "текст уведомления"
        verbose_name_plural = "тексты уведомлений"
        ordering = ["event"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="wording_says_something"),
        ]

    def __str__(self) -> str:
        event = events.find(self.event)
        return f"Текст уведомления «{event.label if event else self.event}»"
