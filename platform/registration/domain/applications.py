"""From an application to a tenant: every rule and every write."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from identity.models import User
from identity.phones import normalise_phone
from places.models import Settlement
from registration.consent import ConsentText
from registration.domain import notices, slugs
from registration.enums import Act, State
from registration.models import Application, HistoryLine
from tenants import tasks
from tenants.domain import provisioning
from tenants.enums import State as TenantState
from tenants.errors import DomainError
from tenants.models import Tenant

KNOWN_INN = (
    "Организация с этим ИНН уже подала заявку или работает в сервисе. Если это ваша организация, "
    "напишите нам: поможем войти."
)


@dataclass(frozen=True, kw_only=True)
class Details:
    """What the join form asks, and an operator may correct. Region and district come with the settlement."""

    short_name: str
    full_name: str
    kind: str
    inn: str
    settlement: Settlement
    last_name: str
    first_name: str
    phone: str
    email: str
    flats: int
    patronymic: str = ""
    kpp: str = ""
    ogrn: str = ""


@dataclass(frozen=True, kw_only=True)
class Consent:
    """The consent as it was given: to which text, from where."""

    text: ConsentText
    ip: str
    user_agent: str = ""


@transaction.atomic
def apply(details: Details, *, consent: Consent) -> Application:
    """File an application, keep the consent with it and write to the applicant where its state is shown.

    Raises DomainError with the field if a value is wrong or the ИНН is known already.
    """
    application = Application(
        consent_version=consent.text.version,
        consent_sha256=consent.text.sha256,
        ip=consent.ip,
        user_agent=consent.user_agent[:400],
    )
    _fill(application, details)
    _note(application, Act.APPLIED)
    notices.received(application)
    return application


@transaction.atomic
def correct(application: Application, *, details: Details, by: User) -> Application:
    """Put right what the applicant wrote; the differences are kept in the history.

    Raises DomainError with the field if a value is wrong, or if the application is decided already.
    """
    application = _locked_open(application)
    before = _values(application)
    _fill(application, details)
    changes = {name: [before[name], value] for name, value in _values(application).items() if before[name] != value}
    if changes:
        _note(application, Act.CORRECTED, by=by, changes=changes)
    return application


@transaction.atomic
def ask(application: Application, *, question: str, by: User) -> Application:
    """Ask the applicant back by e-mail; the answer is given on the page of the application.

    Raises DomainError if the application is decided, or a question waits already.
    """
    application = _locked_open(application)
    if application.state == State.ASKED:
        raise DomainError("Вопрос уже задан: дождитесь ответа или решите заявку без него.")
    application.question = _required(question, "Напишите, о чём спросить.", field="question")
    _move(application, State.ASKED)
    _note(application, Act.ASKED, by=by, text=application.question)
    notices.asked(application)
    return application


@transaction.atomic
def answer(application: Application, *, text: str) -> Application:
    """The applicant answers; the application is new again.

    Raises DomainError if nothing is asked.
    """
    application = _locked(application)
    if application.state != State.ASKED:
        raise DomainError("Сейчас вопросов к вам нет.")
    text = _required(text, "Напишите ответ.", field="text")
    _move(application, State.NEW)
    _note(application, Act.ANSWERED, text=text)
    return application


@transaction.atomic
def decline(application: Application, *, reason: str, by: User) -> Application:
    """Decline with a reason, which is e-mailed. The ИНН may then apply again.

    Raises DomainError without a reason, or if the application is decided already.
    """
    application = _locked_open(application)
    application.decline_reason = _required(reason, "Напишите причину: её увидит заявитель.", field="reason")
    _move(application, State.DECLINED)
    _note(application, Act.DECLINED, by=by, text=application.decline_reason)
    notices.declined(application)
    return application


@transaction.atomic
def approve(application: Application, *, slug: str, by: User) -> Application:
    """Make a tenant under the address `slug`; its site, CRM and first employee are made in Celery after the commit.

    Raises DomainError if the application is decided, the address is unusable, or the ИНН is a tenant's already.
    """
    application = _locked_open(application)
    if Tenant.objects.filter(inn=application.inn).exists():
        raise DomainError("Компания с этим ИНН уже работает в сервисе: вторую с тем же ИНН завести нельзя.")
    slug = slug.strip().lower()
    slugs.refuse_unusable(slug)
    application.tenant = _begin_tenant(application, slug)
    _move(application, State.APPROVED)
    _note(application, Act.APPROVED, by=by, text=slug)
    return application


@transaction.atomic
def retry_provisioning(application: Application, *, by: User) -> None:
    """Go on making the site after an error; steps that are done are not repeated.

    Raises DomainError if there is nothing to go on with.
    """
    application = _locked(application)
    tenant = application.tenant
    if tenant is None or tenant.state != TenantState.PROVISIONING:
        raise DomainError("Повторять нечего: сайт не создаётся.")
    _note(application, Act.RETRIED, by=by)
    transaction.on_commit(lambda: tasks.provision.delay(tenant.pk))


def _begin_tenant(application: Application, slug: str) -> Tenant:
    region = application.settlement.region
    tenant = Tenant(
        slug=slug,
        **{name: getattr(application, name) for name in ("short_name", "full_name", "kind", "inn", "kpp", "ogrn")},
        city=application.settlement.name,
        region=region.name,
        federal_district=region.district.code,
        time_zone=region.time_zone,
    )
    try:
        return provisioning.begin(tenant)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field="slug" if field == "slug" else None) from None


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("settlement__region__district")
    return rows.get(pk=application.pk)


def _locked_open(application: Application) -> Application:
    application = _locked(application)
    if not application.is_open:
        raise DomainError(f"Заявка уже решена: {application.get_state_display().lower()}.")
    return application


def _fill(application: Application, details: Details) -> None:
    for name in Details.__dataclass_fields__:
        value = getattr(details, name)
        setattr(application, name, " ".join(value.split()) if isinstance(value, str) else value)
    application.email = application.email.lower()
    try:
        application.phone = normalise_phone(application.phone)
    except DomainError as error:
        raise DomainError(str(error), field="phone") from None
    try:
        application.clean_fields()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(messages[0], field=field) from None
    _save_unless_known(application)


def _save_unless_known(application: Application) -> None:
    others = Application.objects.filter(inn=application.inn).exclude(state=State.DECLINED).exclude(pk=application.pk)
    if others.exists() or Tenant.objects.filter(inn=application.inn).exists():
        raise DomainError(KNOWN_INN, field="inn")
    try:
        with transaction.atomic():
            application.save()
    except IntegrityError:  # two applications of one company in the same moment
        raise DomainError(KNOWN_INN, field="inn") from None


def _values(application: Application) -> dict[str, Any]:
    values = {name: getattr(application, name) for name in Details.__dataclass_fields__}
    return values | {"settlement": application.place}


def _required(text: str, message: str, *, field: str) -> str:
    if not text.strip():
        raise DomainError(message, field=field)
    return text.strip()


def _move(application: Application, to: State) -> None:
    application.state = to
    application.save()


def _note(application: Application, act: Act, *, by: User | None = None, text: str = "", changes: Any = None) -> None:
    HistoryLine.objects.create(application=application, act=act, by=by, text=text, changes=changes or {})
