from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crm.accounting import rights
from crm.accounting.domain import split_progress, splitting, splitting_all
from crm.accounting.forms.splitting import SplitForm, form_of
from crm.rights.views import require_action
from identity.models import User
from tenants.errors import DomainError

ON_A_PAGE = 50


@require_action(rights.EDIT_ACCOUNTS)
def split_names(request: HttpRequest) -> HttpResponse:
    """«Раздербанить ФИО»: a page of names in one cell with what they would become; POST applies the ticked ones."""
    user: User = request.user  # type: ignore[assignment]  # staff
    after = request.GET.get("after", "")
    found = splitting.candidates(user=user)
    total = found.count()
    page = list(found.filter(pk__gt=int(after) if after.isdecimal() else 0)[: ON_A_PAGE + 1])
    is_last = len(page) <= ON_A_PAGE
    page = page[:ON_A_PAGE]
    error = ""
    forms = {account.pk: form_of(proposal) for account, proposal in zip(page, splitting.propose(page), strict=True)}
    if request.method == "POST":
        forms = {account.pk: SplitForm(request.POST, prefix=str(account.pk)) for account in page}
        try:
            done = _apply(list(forms.values()), by=user)
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, f"Разделено ФИО: {done}.")
            return redirect("split_names")
    rows = [(account, forms[account.pk], forms[account.pk]["take"].value()) for account in page]
    return render(
        request,
        "accounting/split_names.html",
        {
            "rows": rows, "total": total, "error": error, "progress": split_progress.last(),
            "working": split_progress.in_work(), "next": page[-1].pk if page and not is_last else None, "after": after,
        },
        status=422 if error else 200,
    )  # fmt: skip


@require_action(rights.EDIT_ACCOUNTS)
@require_POST
def split_all_names(request: HttpRequest) -> HttpResponse:
    """«Разделить все, что распознали»."""
    try:
        done = splitting_all.start(by=request.user)  # type: ignore[arg-type]  # staff
    except DomainError as error:
        messages.error(request, str(error))
    else:
        if done is not None:
            messages.success(request, f"Разделено ФИО: {done}. Остальные — не имена или имена, которых мы не знаем.")
    return redirect("split_names")


@require_action(rights.EDIT_ACCOUNTS)
def split_state(request: HttpRequest) -> HttpResponse:
    """The part of the page that htmx asks for again and again while a worker splits names."""
    return render(
        request,
        "accounting/_split_state.html",
        {"progress": split_progress.last(), "working": split_progress.in_work()},
    )


def _apply(forms: list[SplitForm], *, by: User) -> int:
    for form in forms:
        if not form.is_valid():
            raise DomainError("Слишком длинное имя: фамилия до 200 знаков, имя и отчество до 100.")
    decisions = [decision for form in forms if (decision := form.decision())]
    if not decisions:
        raise DomainError("Ни одна строка не отмечена. Отметьте те, где имена разделены верно.")
    return splitting.split_names(decisions, by=by)
