"""Walking every address that a request can reach, so that new code is covered by being there.

Tests of isolation (`tests/isolation/`) ask for each with another tenant's session, numbers and host.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of a URL configuration: "crm/houses/edit/<pk>/", its name with namespaces, and who answers."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def arguments(self) -> list[str]:
        """The names of the arguments in the order in which they stand."""
        return _CONVERTER.findall(self.route)

    def path(self, value: Callable[[str], Any]) -> str:
        """The path with `value(name)` for each argument."""
        return "/" + _CONVERTER.sub(lambda found: str(value(found[1])), self.route)


def addresses(urlconf: str) -> Iterator[Address]:
    """Every address of a URL configuration, however deep."""
    yield from _walk(import_module(urlconf).urlpatterns, "", "")


def _walk(patterns: list[Any], route: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + _template(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(here, f"{namespace}{pattern.name or ''}", pattern.callback)


def _template(pattern: Any) -> str:
    if isinstance(pattern, RoutePattern):
        return _CONVERTER.sub(r"<\1>", str(pattern))
    return simplify_regex(str(pattern)).lstrip("/")
