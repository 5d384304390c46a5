import uuid
from typing import Any, cast

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from registration import blocks
from registration.enums import MOVES, Act, State
from registration.wording import place_of
from rich_text.fields import HtmlStreamField
from tenants import requisites
from tenants.context import on_platform
from tenants.enums import Kind


class Application(models.Model):
    """«Заявка на присоединение»: what a УК says of itself, and what became of it."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField("состояние", max_length=8, choices=State.choices, default=State.NEW)
    short_name = models.CharField("краткое название", max_length=120)
    full_name = models.CharField("полное название", max_length=300)
    kind = models.CharField("вид", max_length=12, choices=Kind.choices)
    inn = models.CharField("ИНН", max_length=10, validators=[requisites.validate_organisation_inn])
    kpp = models.CharField("КПП", max_length=9, blank=True, validators=[requisites.validate_kpp])
    ogrn = models.CharField("ОГРН", max_length=13, blank=True, validators=[requisites.validate_ogrn])
    settlement = models.ForeignKey(
        "places.Settlement",
        models.PROTECT,
        related_name="+",
        verbose_name="город",
        help_text="Регион и округ — по нему.",
    )
    flats = models.PositiveIntegerField(
        "число квартир",
        validators=[
            MinValueValidator(1, "Укажите хотя бы одну квартиру."),
            MaxValueValidator(2_000_000, "Проверьте число квартир: столько не бывает."),
        ],
    )
    last_name = models.CharField("фамилия", max_length=100)
    first_name = models.CharField("имя", max_length=100)
    patronymic = models.CharField("отчество", max_length=100, blank=True)
    phone = models.CharField("телефон", max_length=16, help_text="E.164")
    email = models.EmailField("электронная почта")
    question = models.TextField("вопрос заявителю", blank=True)
    decline_reason = models.TextField("причина отказа", blank=True)
    tenant = models.OneToOneField(
        "tenants.Tenant", models.PROTECT, null=True, blank=True, related_name="application", verbose_name="компания"
    )
    consent_version = models.CharField("версия согласия", max_length=20)
    consent_sha256 = models.CharField("хеш текста согласия", max_length=64)
    ip = models.GenericIPAddressField("IP-адрес")
    user_agent = models.CharField("браузер", max_length=400, blank=True)
    created_at = models.DateTimeField("подана", auto_now_add=True)

    class Meta:
        verbose_name = "заявка"
        verbose_name_plural = "заявки"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="applications_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["inn"], condition=~models.Q(state=State.DECLINED), name="one_live_application_per_inn"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.APPROVED, tenant__isnull=False)
                | ~models.Q(state=State.APPROVED) & models.Q(tenant__isnull=True),
                name="approved_means_a_tenant",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.DECLINED) | ~models.Q(decline_reason=""),
                name="declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.ASKED) | ~models.Q(question=""), name="asked_with_a_question"
            ),
        ]
        triggers = [pgtrigger.FSM(name="application_moves", field="state", transitions=MOVES)]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        # Also asked from Celery and commands, where no host has chosen the URL configuration.
        return reverse("registration:application", urlconf=settings.PUBLIC_SCHEMA_URLCONF, args=[self.token])

    @property
    def contact(self) -> str:
        """Surname, first name and patronymic of the one who applied."""
        return " ".join(filter(None, (self.last_name, self.first_name, self.patronymic)))

    @property
    def addressee(self) -> str:
        """How a letter greets the one who applied."""
        return f"{self.first_name} {self.patronymic}".strip()

    @property
    def place(self) -> str:
        """The settlement with its region."""
        return place_of(self.settlement)

    @property
    def is_open(self) -> bool:
        """True until it is approved or declined."""
        return self.state in {State.NEW, State.ASKED}


class HistoryLine(models.Model):
    """Who did what with an application, and when. Append-only."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="history")
    at = models.DateTimeField("когда", auto_now_add=True)
    act = models.CharField("что", max_length=10, choices=Act.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="кто",
        help_text="Пусто: заявитель.",
    )
    text = models.TextField("текст", blank=True)
    changes = models.JSONField("изменения", default=dict)

    class Meta:
        verbose_name = "запись истории"
        verbose_name_plural = "история заявки"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="history_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_act_display()

    @property
    def shown_changes(self) -> list[tuple[str, str, str]]:
        """What was corrected, in words: the field's name, the old and the new value."""
        shown = []
        for name, (before, after) in self.changes.items():
            field = cast("models.Field[Any, Any]", Application._meta.get_field(name))
            words = dict(cast("list[tuple[Any, Any]]", field.choices or []))
            shown.append((str(field.verbose_name), str(words.get(before, before)), str(words.get(after, after))))
        return shown


class Message(models.Model):
    """A letter from the form «Напишите нам»."""

    name = models.CharField("имя", max_length=150)
    email = models.EmailField("электронная почта")
    phone = models.CharField("телефон", max_length=16, blank=True)
    text = models.TextField("сообщение", max_length=4000)
    ip = models.GenericIPAddressField("IP-адрес")
    created_at = models.DateTimeField("получено", auto_now_add=True)
    read_at = models.DateTimeField("прочитано", null=True, blank=True)

    class Meta:
        verbose_name = "сообщение"
        verbose_name_plural = "сообщения"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"


class PlatformHomePage(Page):
    """The home page of Бурмистр. There is one, in the public schema."""

    hero_title = models.CharField("заголовок", max_length=120)
    hero_lead = models.TextField("под заголовком", max_length=400)
    capabilities = HtmlStreamField([("capability", blocks.Capability())], verbose_name="что умеет сервис", blank=True)
    steps = HtmlStreamField([("step", blocks.JoinStep())], verbose_name="как присоединиться", blank=True)
    price_lead = models.TextField("о цене", max_length=400)
    price_extra = models.TextField("за что отдельно", max_length=400, blank=True)
    faq = HtmlStreamField([("question", blocks.Question())], verbose_name="вопросы и ответы", blank=True)
    operator_phone = models.CharField("телефон", max_length=40, blank=True)
    operator_email = models.EmailField("электронная почта", blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("hero_title"), FieldPanel("hero_lead")], heading="Первый экран"),
        FieldPanel("capabilities"),
        FieldPanel("steps"),
        MultiFieldPanel([FieldPanel("price_lead"), FieldPanel("price_extra")], heading="Цены"),
        FieldPanel("faq"),
        MultiFieldPanel([FieldPanel("operator_phone"), FieldPanel("operator_email")], heading="Внизу каждой страницы"),
    ]
    subpage_types: list[str] = []
    template = "platform/home.html"

    class Meta:
        verbose_name = "главная страница платформы"

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Never on a tenant's side, where the model is known but is not theirs."""
        return on_platform() and not cls.objects.exists() and bool(super().can_create_at(parent))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from registration.home import home_context  # noqa: PLC0415  app ready: it needs the models of this file

        return {**super().get_context(request, *args, **kwargs), **home_context(request)}
