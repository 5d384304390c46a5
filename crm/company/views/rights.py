from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from crm.company import rights
from crm.company.domain.queries import accesses_side_by_side, employees_with_access
from crm.company.filters import ComparisonFilter
from crm.company.models import Employee
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.domain.access import Rights
from crm.rights.domain.matrix import CHANNELS, matrix, side_by_side
from crm.rights.enums import Role, Rows
from crm.rights.forms import RightsForm
from crm.rights.models import Access
from crm.rights.registry import Box
from crm.rights.views import require_action
from identity.proof import require_fresh_proof
from tenants.errors import DomainError

SIDE_BY_SIDE = 12  # employees on one page of the comparison
_NOT_YET = "Отметки поставлены, но ещё не сохранены. Проверьте и нажмите «Сохранить»."


@require_action(rights.MANAGE_RIGHTS)
@require_fresh_proof
def employee_rights(request: HttpRequest, pk: int) -> HttpResponse:
    """The matrix of one employee: module × action × channel, and to which rows (manual, section 4).

    «Все», «Как у роли» and «Ничего» tick boxes and save nothing: with a script in the browser, without it here.
    """
    employee = get_object_or_404(employees_with_access(), pk=pk)
    giver = access.boxes_of(get_object_or_404(Access, user=request.user))
    if request.method != "POST":
        return _show(request, employee, Rights.of(employee.user.access), giver)
    form = RightsForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Не сохранено: выберите роль из списка.")
        return redirect("employee_rights", pk)
    wanted = form.rights
    wholesale = {
        "all": replace(wanted, boxes=giver),
        "role": Rights.of_role(wanted.role),
        "none": replace(wanted, boxes=frozenset()),
    }
    if (asked := request.POST.get("do", "")) in wholesale:
        messages.info(request, _NOT_YET)
        return _show(request, employee, wholesale[asked], giver)
    try:
        access.set_rights(employee.user, wanted, by=request.user, seen=form.cleaned_data["seen"])  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, f"Не сохранено. {error}")
        employee.user.access.refresh_from_db()
        return _show(request, employee, wanted, giver, status=422)
    messages.success(request, f"Права сохранены: {employee}. Они действуют со следующего нажатия.")
    return redirect("employee_rights", pk)


@require_action(rights.MANAGE_RIGHTS, rights.MANAGE_EMPLOYEES)
def who_may_what(request: HttpRequest) -> HttpResponse:
    """«Кто что может»: everybody's rights side by side, to be read and not changed."""
    chosen = ComparisonFilter(request.GET, queryset=accesses_side_by_side(), request=request)
    page = Paginator(chosen.qs, SIDE_BY_SIDE).get_page(request.GET.get("p"))
    modules = side_by_side(page.object_list)
    if request.GET.get("only") == "different":
        modules = [(name, [line for line in lines if not line.same]) for name, lines in modules]
    context = {"page": page, "filter": chosen, "modules": [module for module in modules if module[1]]}
    return render(request, "company/who_may_what.html", context)


def _show(
    request: HttpRequest, employee: Employee, wanted: Rights, giver: frozenset[Box], *, status: int = 200
) -> HttpResponse:
    now: Access = employee.user.access
    context: dict[str, Any] = {
        "employee": employee,
        "form": RightsForm(initial={"role": wanted.role, "seen": now.version}),
        "modules": matrix(wanted, giver=giver),
        "channels": CHANNELS,
        "rows": Rows.choices,
        "narrow_roles": " ".join(role for role in Role if registry.preset_rows(role) != Rows.ALL),
        "nothing": not wanted.boxes,
        "beyond": access.boxes_of(now) - giver,
    }
    return render(request, "company/rights.html", context, status=status)
