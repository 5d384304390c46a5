"""How far an application has come: in four steps for the applicant, in all steps of provisioning for the operator."""

from dataclasses import dataclass

from registration.enums import State
from registration.models import Application
from tenants.context import base_url
from tenants.domain import provisioning
from tenants.enums import State as TenantState


@dataclass(frozen=True)
class Mark:
    """One step: done, going on now, or still ahead."""

    label: str
    done: bool
    now: bool = False


@dataclass(frozen=True)
class Progress:
    """What the pages of an application draw. `site` is the address of the new site once it answers."""

    marks: list[Mark]
    going_on: bool
    error: str
    site: str


def for_applicant(application: Application) -> Progress:
    """Received → approved → the site is being made → ready. An error inside is ours to mend and is not shown."""
    approved, ready = application.state == State.APPROVED, _ready(application)
    waiting = "Ждём вашего ответа" if application.state == State.ASKED else "Проверяем заявку"
    return Progress(
        marks=[
            Mark("Заявка получена", done=True),
            Mark("Заявка одобрена" if approved else waiting, done=approved, now=application.is_open),
            Mark("Сайт и CRM созданы" if ready else "Сайт и CRM готовятся", done=ready, now=approved and not ready),
            Mark("Готово", done=ready),
        ],
        going_on=approved and not ready,
        error="",
        site=_site(application),
    )


def for_operator(application: Application) -> Progress:
    """Each step of provisioning with its tick, and the error at which it stopped."""
    tenant = application.tenant
    if tenant is None:
        return Progress(marks=[], going_on=False, error="", site="")
    labels = {"schema": "База данных компании"} | {step.code: step.label for step in provisioning.steps()}
    pending = [code for code in labels if code not in tenant.steps_done]
    ready = _ready(application)
    return Progress(
        marks=[
            Mark(label, done=code not in pending, now=not ready and pending[:1] == [code])
            for code, label in labels.items()
        ],
        going_on=not ready,
        error="" if ready else tenant.provisioning_error,
        site=_site(application),
    )


def _ready(application: Application) -> bool:
    return application.tenant is not None and application.tenant.state != TenantState.PROVISIONING


def _site(application: Application) -> str:
    return base_url(application.tenant) if _ready(application) else ""
