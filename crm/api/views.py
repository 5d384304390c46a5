from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe
from ninja.errors import HttpError

from crm.api import errors
from crm.api.domain import tokens
from crm.api.forms import IssueForm
from crm.api.operations import KeyAuth, api
from crm.rights import registry
from crm.rights.domain import access
from crm.rights.domain.access import MANAGE_KEYS, SEE_KEYS
from crm.rights.views import require_action
from identity.channels import Channel
from identity.may import may
from identity.proof import require_fresh_proof
from tenants.errors import DomainError

PER_PAGE = 50


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description for programmers: for who has a key, or is signed in as an employee. It holds no data, but what
    the product can do is nobody's business who is not let in.
    """
    if not (request.user.is_authenticated and request.user.is_staff):
        try:
            let_in = KeyAuth()(request)
        except HttpError as error:
            return api.on_exception(request, error)
        if let_in is None:
            return errors.answer(errors.NO_KEY, status=401, headers={"WWW-Authenticate": "Bearer"})
    described = api.get_openapi_schema(path_prefix=reverse("api:schema").rpartition("/")[0])
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


@csrf_exempt  # it does nothing
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address: the site's pages, which would answer else, have nothing to say to a program."""
    raise Http404


@require_action(SEE_KEYS)
def list_keys(request: HttpRequest) -> HttpResponse:
    """«Ключи API»: one's own, and everybody's for who manages the company's keys."""
    user = request.user
    page = Paginator(tokens.seen_by(user), PER_PAGE).get_page(request.GET.get("p"))  # type: ignore[arg-type]  # staff
    labels = {action.code: action.label for action in registry.actions()}
    for token in page:
        token.only_labels = [labels.get(code, code) for code in token.only or []]  # type: ignore[attr-defined]  # for the template
    context = {
        "page": page,
        "sees_all": may(user, MANAGE_KEYS),
        "may_issue": bool(access.codes_through(user, Channel.API)),  # type: ignore[arg-type]  # staff
    }
    return render(request, "api/keys.html", context)


@sensitive_variables("issued")
@require_action(SEE_KEYS)
@require_fresh_proof
def issue_key(request: HttpRequest) -> HttpResponse:
    """«Выпустить ключ»: the answer shows it, once. There is no page to come back to, as it is kept nowhere."""
    form = IssueForm(request.user, request.POST or None)  # type: ignore[arg-type]  # staff
    if request.method == "POST" and form.is_valid():
        try:
            issued = form.issue()
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            address = request.build_absolute_uri(reverse("api:me"))
            return render(request, "api/issued.html", {"issued": issued, "address": address})
    return render(request, "api/issue.html", {"form": form})


@require_action(SEE_KEYS)
@require_fresh_proof
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """«Отозвать»: asks once."""
    token = get_object_or_404(tokens.seen_by(request.user), pk=pk, revoked_at=None)  # type: ignore[arg-type]  # staff
    if request.method == "POST":
        try:
            tokens.revoke(token, by=request.user)  # type: ignore[arg-type]  # staff
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Ключ «{token.name}» отозван: по нему больше никто не войдёт.")
        return redirect("api_keys")
    return render(request, "api/revoke.html", {"token": token})
