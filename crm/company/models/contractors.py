import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crm.company.enums import ContractorKind
from crm.request_types.models import RequestType
from tenants.storage import private_files


class Contractor(models.Model):
    """An organisation or an ИП that does requests of some types under a contract.

    Never deleted, as requests refer to it. Without dates the contract runs from always or for ever: the manual asks
    for none. What is right for which kind is said with reasons by `domain/contractor_requisites.py`; the database
    keeps to the same.
    """

    kind = models.CharField("кто это", max_length=12, choices=ContractorKind, default=ContractorKind.ORGANISATION)
    short_name = models.CharField("название", max_length=120)
    full_name = models.CharField("полное название", max_length=300, blank=True)
    inn = models.CharField("ИНН", max_length=12, blank=True)
    kpp = models.CharField("КПП", max_length=9, blank=True)
    ogrn = models.CharField("ОГРН", max_length=15, blank=True)
    address = models.CharField("адрес", max_length=300, blank=True)
    phone = models.CharField("телефон", max_length=40, blank=True)
    emergency_phone = models.CharField("аварийный телефон", max_length=40, blank=True)
    email = models.EmailField("электронная почта", blank=True)
    contacts = models.TextField("с кем говорить", blank=True)
    bik = models.CharField("БИК", max_length=9, blank=True)
    bank = models.CharField("наименование банка", max_length=160, blank=True)
    settlement_account = models.CharField("расчётный счёт", max_length=20, blank=True)
    correspondent_account = models.CharField("корреспондентский счёт", max_length=20, blank=True)
    contract_number = models.CharField("номер договора", max_length=60, blank=True)
    signed_on = models.DateField("договор подписан", null=True, blank=True)
    valid_from = models.DateField("договор действует с", null=True, blank=True)
    valid_until = models.DateField("договор действует по", null=True, blank=True)
    request_types = models.ManyToManyField(RequestType, related_name="contractors", verbose_name="какие заявки делает")
    is_active = models.BooleanField("работает", default=True)
    deactivated_at = models.DateTimeField("отключён", null=True, blank=True)
    deactivation_reason = models.CharField("почему отключён", max_length=300, blank=True)
    added_at = models.DateTimeField("добавлен", auto_now_add=True)

    class Meta:
        verbose_name = "подрядчик"
        verbose_name_plural = "подрядчики"
        ordering = ["short_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inn"],
                condition=Q(is_active=True) & ~Q(inn=""),
                name="one_active_contractor_per_inn",
                violation_error_message="Подрядчик с этим ИНН уже есть в списке.",
            ),
            models.CheckConstraint(condition=~Q(short_name=""), name="contractor_has_name"),
            models.CheckConstraint(
                condition=Q(kind=ContractorKind.ORGANISATION, inn__regex=r"^(\d{10})?$", ogrn__regex=r"^(\d{13})?$")
                | Q(kind=ContractorKind.ENTREPRENEUR, inn__regex=r"^(\d{12})?$", ogrn__regex=r"^(\d{15})?$", kpp=""),
                name="contractor_numbers_fit_kind",
            ),
            models.CheckConstraint(
                condition=Q(settlement_account="", correspondent_account="") | ~Q(bik=""),
                name="contractor_account_has_bik",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
                name="contract_ends_after_it_begins",
                violation_error_message="Договор не может кончиться раньше, чем начнётся.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(valid_until=None) | Q(signed_on__lte=F("valid_until")),
                name="contract_ends_after_it_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at=None, deactivation_reason="")
                | (Q(is_active=False, deactivated_at__isnull=False) & ~Q(deactivation_reason="")),
                name="contractor_off_has_reason",
            ),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.short_name


class ContractorDocument(models.Model):
    """A contract, a licence, an estimate. One that is taken off the list stays with its file: it is history."""

    contractor = models.ForeignKey(
        Contractor, on_delete=models.PROTECT, related_name="documents", verbose_name="подрядчик"
    )
    name = models.CharField("что это", max_length=150)
    file = models.FileField("файл", storage=private_files, max_length=200)
    file_name = models.CharField("имя файла", max_length=200)
    added_at = models.DateTimeField("добавлен", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="кто добавил"
    )
    removed_at = models.DateTimeField("убран", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="кто убрал",
    )

    class Meta:
        verbose_name = "документ подрядчика"
        verbose_name_plural = "документы подрядчиков"
        ordering = ["-added_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="contractor_document_has_name")]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name


class ContractorPerson(models.Model):
    """Somebody of a contractor who signs in, on the phone. Not an employee, and never deleted."""

    contractor = models.ForeignKey(
        Contractor, on_delete=models.PROTECT, related_name="people", verbose_name="подрядчик"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="contractor_person",
        verbose_name="учётная запись",
    )
    added_at = models.DateTimeField("добавлен", auto_now_add=True)

    class Meta:
        verbose_name = "человек подрядчика"
        verbose_name_plural = "люди подрядчиков"
        ordering = ["user__last_name", "user__first_name", "pk"]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.user)


class ContractNotice(models.Model):
    """A warning that was sent: once for each end of a contract and each mark (30, 7 and 0 days before)."""

    contractor = models.ForeignKey(Contractor, on_delete=models.PROTECT, related_name="notices")
    valid_until = models.DateField("конец договора")
    days_before = models.PositiveSmallIntegerField("за сколько дней")
    sent_at = models.DateTimeField("отправлено", auto_now_add=True)

    class Meta:
        verbose_name = "предупреждение о конце договора"
        verbose_name_plural = "предупреждения о конце договоров"
        constraints = [
            models.UniqueConstraint(
                fields=["contractor", "valid_until", "days_before"], name="one_notice_per_contract_end"
            )
        ]
