from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from wagtail.contrib.settings.models import BaseGenericSetting

from tenants import requisites
from tenants.secrets import Secret, SecretField

LAST_DAY = 28  # every month has one
_DAY = [MinValueValidator(1, "Число месяца — от 1 до 28."), MaxValueValidator(LAST_DAY, "Число месяца — от 1 до 28.")]


def _text(label: str, *, longest: int, help_text: str = "") -> models.CharField:
    return models.CharField(label, max_length=longest, blank=True, default="", db_default="", help_text=help_text)


class Profile(BaseGenericSetting):
    """«Моя компания»: one row, read once a request by `load(request)`, changed by `domain.profile` alone.

    Names, ИНН, КПП and ОГРН come from the join form; the rest is filled in here. The resident's site, invoices and
    print forms take everything from this row.
    """

    short_name = models.CharField("краткое название", max_length=120)
    full_name = models.CharField("полное название", max_length=300)
    inn = models.CharField("ИНН", max_length=10, validators=[requisites.validate_organisation_inn])
    kpp = models.CharField("КПП", max_length=9, blank=True, validators=[requisites.validate_kpp])
    ogrn = models.CharField("ОГРН", max_length=13, blank=True, validators=[requisites.validate_organisation_ogrn])
    head = models.CharField("руководитель", max_length=160, blank=True, help_text="Фамилия, имя, отчество и должность.")
    own_site = _text(
        "сайт компании", longest=200, help_text="Если у вас уже есть свой сайт: например, https://uyut.ru."
    )
    licence_number = _text("номер лицензии", longest=60)
    licence_date = models.DateField("лицензия выдана", null=True, blank=True)
    licence_issuer = _text("кем выдана", longest=200, help_text="Например, Инспекция жилищного надзора края.")
    # Drawn anew from what was uploaded: WebP within 512 px, and a PNG of 96 px square for tabs and menus.
    logo = models.FileField("логотип", upload_to="logo", max_length=200, blank=True, default="", db_default="")
    mark = models.FileField("значок", upload_to="logo", max_length=200, blank=True, default="", db_default="")
    logo_width = models.PositiveSmallIntegerField("ширина логотипа", null=True, blank=True)
    logo_height = models.PositiveSmallIntegerField("высота логотипа", null=True, blank=True)

    legal_address = models.CharField("юридический адрес", max_length=300, blank=True)
    address = models.CharField("адрес офиса", max_length=300, blank=True, help_text="Куда приходят жители.")
    emergency_phone = models.CharField(
        "телефон аварийной диспетчерской",
        max_length=40,
        blank=True,
        help_text="Круглосуточный. Стоит на сайте первым. Два номера — через запятую.",
    )
    phone = models.CharField("телефон офиса", max_length=40, blank=True, help_text="Два номера — через запятую.")
    other_phones = models.TextField(
        "другие телефоны",
        blank=True,
        default="",
        db_default="",
        help_text="По одному в строке: «Паспортный стол: +7 342 200-10-03».",
    )
    email = models.EmailField("электронная почта", blank=True)
    working_hours = models.CharField(
        "часы работы", max_length=200, blank=True, help_text="Пн–пт 9:00–18:00, обед 13:00–14:00"
    )
    about = models.TextField(
        "дополнительная информация", blank=True, help_text="Например, когда руководитель принимает жителей."
    )

    bik = models.CharField("БИК", max_length=9, blank=True, validators=[requisites.validate_bik])
    bank = models.CharField("наименование банка", max_length=160, blank=True)
    settlement_account = models.CharField(
        "расчётный счёт", max_length=20, blank=True, validators=[requisites.validate_account_number]
    )
    correspondent_account = models.CharField(
        "корреспондентский счёт", max_length=20, blank=True, validators=[requisites.validate_account_number]
    )

    next_request_number = models.PositiveIntegerField(
        "номер следующей заявки",
        default=1,
        db_default=1,
        validators=[MinValueValidator(1, "Номера заявок начинаются с единицы.")],
        help_text="С него пойдёт нумерация в диспетчерской: пригодится, если вы начали не с начала года.",
    )
    readings_reminder_day = models.PositiveSmallIntegerField(
        "день напоминания о показаниях",
        null=True,
        blank=True,
        validators=_DAY,
        help_text="Число месяца, с 1 по 28. Пусто — не напоминать.",
    )
    debt_reminder_day = models.PositiveSmallIntegerField(
        "день напоминания о долге",
        null=True,
        blank=True,
        validators=_DAY,
        help_text="Число месяца, с 1 по 28. Пусто — не напоминать.",
    )
    show_executors = models.BooleanField(
        "разрешить абонентам видеть исполнителей по заявкам",
        default=False,
        db_default=False,
        help_text="Житель увидит, кто именно придёт по его заявке.",
    )
    sms_enabled = models.BooleanField(
        "разрешить уведомление по СМС (СМС — платные)",
        default=False,
        db_default=False,
        help_text="Пока не отмечено, СМС не получит никто: ни житель, ни сотрудник.",
    )
    sms_duplicates_push = models.BooleanField(
        "дублировать push-уведомления СМС-уведомлениями (СМС — платные)",
        default=False,
        db_default=False,
        help_text="СМС придут и тем, у кого есть приложение и кто уже получил push.",
    )
    viber_enabled = models.BooleanField(
        "разрешить сообщения в Viber (платные)",
        default=False,
        db_default=False,
        help_text=(
            "Уйдут вместо СМС тем, кто не против; что не дошло, уйдёт СМС. С декабря 2024 года Viber в России работает "
            "плохо: многие сообщений не увидят."
        ),
    )
    telphin_app_id = _text("App ID", longest=120)
    telphin_app_secret = SecretField(
        "App Secret",
        blank=True,
        default=Secret,
        db_default="",  # type: ignore[arg-type]  # the database itself knows no secrets
    )

    class Meta:
        verbose_name = "Моя компания"
        verbose_name_plural = "Моя компания"
        constraints = [
            models.CheckConstraint(condition=Q(next_request_number__gte=1), name="profile_next_number_positive"),
            models.CheckConstraint(
                condition=Q(readings_reminder_day__range=(1, LAST_DAY)), name="profile_readings_day_of_any_month"
            ),
            models.CheckConstraint(
                condition=Q(debt_reminder_day__range=(1, LAST_DAY)), name="profile_debt_day_of_any_month"
            ),
            models.CheckConstraint(
                condition=Q(sms_duplicates_push=False) | Q(sms_enabled=True), name="profile_sms_before_duplicates"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def logo_box(self) -> dict[str, int]:
        """Width and height of the logo on a page, within 240 × 96: the browser leaves room before it comes."""
        if not (self.logo and self.logo_width and self.logo_height):
            return {}
        scale = min(240 / self.logo_width, 96 / self.logo_height, 1)
        return {"width": round(self.logo_width * scale), "height": round(self.logo_height * scale)}
