from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from crm.personal_data import rights
from crm.personal_data.domain import erasing, gathering, paper
from crm.personal_data.domain.gathering import PersonFile
from crm.personal_data.forms import ErasureForm, PersonForm
from crm.personal_data.models import ErasureAct
from crm.rights.views import require_action
from identity.may import may
from identity.proof import require_fresh_proof
from tenants.errors import DomainError

PER_PAGE = 30
_FORMS = {
    "pdf": (paper.file_as_pdf, "application/pdf"),
    "json": (paper.file_as_json, "application/json; charset=utf-8"),
}


@require_action(rights.SEE_FILE)
def search(request: HttpRequest) -> HttpResponse:
    """«Персональные данные»: find a person, choose what is theirs."""
    form = PersonForm(request.GET or None)
    found = gathering.find(form.question) if form.is_valid() else []
    context = {"form": form, "found": found, "asked": form.is_bound and not form.errors}
    return render(request, "personal_data/search.html", context)


@require_action(rights.SEE_FILE)
def person(request: HttpRequest) -> HttpResponse:
    """Everything that is held of the person whose rows were chosen."""
    file = _gathered(request)
    if file is None:
        return redirect("personal_data")
    gathering.note_opening(file, by=request.user)  # type: ignore[arg-type]  # staff only
    context = {"file": file, "rows": _rows(file), "may_erase": may(request.user, rights.ERASE)}
    return render(request, "personal_data/person.html", context)


@require_action(rights.SEE_FILE)
@require_fresh_proof
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The file as PDF for the person or JSON for another program."""
    if form not in _FORMS:
        raise Http404
    file = _gathered(request)
    if file is None:
        return redirect("personal_data")
    gathering.note_export(file, form=form.upper(), by=request.user)  # type: ignore[arg-type]  # staff only
    make, kind = _FORMS[form]
    return _saved(make(file), kind, f"personalnye-dannye-{timezone.localdate():%Y-%m-%d}.{form}")


@require_action(rights.ERASE)
@require_fresh_proof
def erase(request: HttpRequest) -> HttpResponse:
    """«Отозвать согласие и стереть»: the dry run, then the deed."""
    file = _gathered(request)
    if file is None:
        return redirect("personal_data")
    digest = erasing.digest(file)
    form = ErasureForm(request.POST or None, initial={"shown": digest, "asked_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            act = erasing.erase(
                file.keys, shown=data["shown"], reason=data["reason"], asked_on=data["asked_on"],
                by=request.user,  # type: ignore[arg-type]  # staff only
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            again = request.POST.copy()
            again["shown"] = digest  # what is shown now; the tick has to be set anew
            again.pop("sure", None)
            form.data = again
        else:
            messages.success(request, f"Стёрто. Составлен {str(act)[:1].lower()}{str(act)[1:]}.")
            return redirect("erasure_acts")
    return render(request, "personal_data/erase.html", {"file": file, "form": form, "rows": _rows(file)})


@require_action(rights.SEE_FILE)
def erasure_acts(request: HttpRequest) -> HttpResponse:
    """Acts of erasure, newest first."""
    page = Paginator(ErasureAct.objects.all(), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "personal_data/acts.html", {"page": page})


@require_action(rights.SEE_FILE)
def erasure_act(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of one act."""
    act = get_object_or_404(ErasureAct, pk=pk)
    return _saved(paper.act_as_pdf(act), "application/pdf", f"akt-{act.number}.pdf")


def _gathered(request: HttpRequest) -> PersonFile | None:
    """The file of the rows that the address names; nothing, and a message, if they are nobody's."""
    try:
        return gathering.gather(request.GET.getlist("row"))
    except DomainError as error:
        messages.error(request, str(error))
        return None


def _rows(file: PersonFile) -> str:
    return urlencode([("row", key) for key in file.keys])


def _saved(content: bytes, kind: str, name: str) -> HttpResponse:
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
