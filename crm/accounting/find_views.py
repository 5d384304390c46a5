"""«Найти»: the page of the search and its suggestions while somebody types."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin.auth import require_admin_access

from crm.accounting.domain import finding
from crm.accounting.domain.asking import LONGEST
from crm.accounting.domain.finding import Answer, Group
from identity.models import User

MOST_SUGGESTED = 5  # of one kind


@require_admin_access
def find(request: HttpRequest) -> HttpResponse:
    """Everything found, kind by kind; one thing alone is opened at once."""
    answer = _answer(request)
    if answer.only and request.GET.get("q"):
        return redirect(answer.only.url)
    return render(request, "accounting/find.html", {"answer": answer, "longest": LONGEST, "q": answer.text})


@require_admin_access
def suggest(request: HttpRequest) -> HttpResponse:
    """The first of each kind, as options of a list box."""
    answer = _answer(request)
    groups = [Group(group.code, group.title, group.hits[:MOST_SUGGESTED]) for group in answer.groups]
    context: dict[str, Any] = {"answer": answer, "groups": groups, "box": request.GET.get("box", "find")[:20]}
    return render(request, "accounting/find_options.html", context)


def _answer(request: HttpRequest) -> Answer:
    user: User = request.user  # type: ignore[assignment]  # the decorator lets only users in
    if not finding.finders_for(user):
        raise PermissionDenied
    return finding.find(request.GET.get("q", "")[:LONGEST], user=user)
