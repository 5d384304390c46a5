import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from crm.accounting.models import Account
from crm.imports.tracing import traced
from crm.people.enums import ConsentChannel, ConsentSource, Tie, Topic
from identity.phones import show_phone

# A number from its end: people remember the last four digits, and an index knows beginnings only.
NUMBER_REVERSED = Func(F("number"), function="reverse", output_field=models.TextField())


class Person(models.Model):
    """Somebody with phones, an e-mail and consents. `user` is the sign-in to the cabinet, None until registered.

    `email_returned_at`: since then letters to `email` come back; another address has not returned anything yet.
    """

    last_name = models.CharField("фамилия", max_length=200)
    first_name = models.CharField("имя", max_length=100, blank=True)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    name_key = models.CharField(max_length=402, db_collation="C", editable=False)
    email = models.EmailField("электронная почта", blank=True)
    email_returned_at = models.DateTimeField("письма возвращаются с", null=True, blank=True, editable=False)
    note = models.CharField("примечание", max_length=300, blank=True, help_text="Видят только сотрудники.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name="вход в личный кабинет",
    )
    accounts: "models.ManyToManyField[Account, AccountPerson]" = models.ManyToManyField(
        Account, through="AccountPerson", related_name="people"
    )
    created_at = models.DateTimeField("добавлен", auto_now_add=True)
    updated_at = models.DateTimeField("изменён", auto_now=True)

    class Meta:
        verbose_name = "житель"
        verbose_name_plural = "жители"
        ordering = ["name_key", "pk"]
        indexes = [models.Index(fields=["name_key"], name="person_by_name")]
        constraints = [models.CheckConstraint(condition=~Q(last_name=""), name="person_has_a_name")]
        triggers = [
            *traced(),
            pgtrigger.Trigger(
                name="new_email_has_not_returned",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("email"),
                condition=pgtrigger.Q(old__email__df=pgtrigger.F("new__email")),
                func="NEW.email_returned_at = NULL; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)


class PersonPhone(models.Model):
    """A mobile phone, as E.164: text messages reach it (manual, section 11). Two people may share one."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="phones", verbose_name="житель")
    number = models.CharField("телефон", max_length=16, db_collation="C")
    created_at = models.DateTimeField("добавлен", auto_now_add=True)

    class Meta:
        verbose_name = "телефон жителя"
        verbose_name_plural = "телефоны жителей"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["number"], name="person_by_phone"),
            models.Index(NUMBER_REVERSED, name="person_by_phone_end"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "number"], name="phone_of_a_person_once"),
            models.CheckConstraint(condition=Q(number__regex=r"^\+[1-9]\d{7,14}$"), name="phone_of_a_person_is_e164"),
        ]
        triggers = traced()

    def __str__(self) -> str:
        return show_phone(self.number)


class AccountPerson(models.Model):
    """What a person is to an account, and from when until when; `until` is the first day without. Ended ties stay."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="ties", verbose_name="лицевой счёт")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties", verbose_name="житель")
    kind = models.CharField("кем приходится", max_length=8, choices=Tie)
    since = models.DateField("с", null=True, blank=True)
    until = models.DateField("до", null=True, blank=True)
    created_at = models.DateTimeField("добавлено", auto_now_add=True)

    class Meta:
        verbose_name = "связь жителя со счётом"
        verbose_name_plural = "связи жителей со счетами"
        ordering = ["account", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "person"], condition=Q(until=None), name="one_tie_of_a_person_and_account"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")), name="tie_ends_after_it_began"
            ),
        ]
        triggers = traced()

    def __str__(self) -> str:
        return f"{self.person}, {self.get_kind_display().lower()}, счёт {self.account.number}"

    @property
    def is_over(self) -> bool:
        """True if the person is nothing to the account any more."""
        return self.until is not None and self.until <= timezone.localdate()


class Consent(models.Model):
    """A consent given or taken back: a row each, append-only; the last one of a channel and topic holds.

    A consent is to the whole channel. A row with a topic is a refusal of that alone, or takes it back: so what a person
    gets is what the channel lets through and no topic's refusal stops. `text_version` names the text that the person
    saw. Source: 152-ФЗ, ст. 9 ч. 4.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", verbose_name="житель")
    channel = models.CharField("чем писать", max_length=8, choices=ConsentChannel)
    topic = models.CharField("о чём", max_length=8, choices=Topic, blank=True, default=Topic.ALL, db_default=Topic.ALL)
    is_given = models.BooleanField("дано")
    source = models.CharField("откуда", max_length=8, choices=ConsentSource)
    text_version = models.CharField("редакция текста", max_length=40)
    at = models.DateTimeField("когда", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="кто внёс"
    )

    class Meta:
        verbose_name = "согласие"
        verbose_name_plural = "согласия"
        ordering = ["-id"]
        indexes = [models.Index(fields=["person", "channel", "-id"], name="consent_that_holds")]
        triggers = [*traced(), pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Device(models.Model):
    """A phone or a browser that takes push notices: a resident's, or that of an employee (`user`), never both.

    `endpoint` is the address that its maker gave. `refused_at`: the last push to it was not accepted; it takes none
    until its owner opens the page anew.
    """

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="devices", verbose_name="житель"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="сотрудник"
    )
    label = models.CharField("устройство", max_length=120, blank=True)
    endpoint = models.CharField("адрес", max_length=1000, unique=True)
    keys = models.JSONField("ключи", default=dict)
    created_at = models.DateTimeField("добавлено", auto_now_add=True)
    seen_at = models.DateTimeField("было на связи")
    refused_at = models.DateTimeField("не приняло", null=True)

    class Meta:
        verbose_name = "устройство"
        verbose_name_plural = "устройства"
        ordering = ["-seen_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, user__isnull=False) | Q(person__isnull=False, user__isnull=True),
                name="device_is_somebodys",
            )
        ]
