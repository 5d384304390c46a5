"""What an operator does with an application or a message: one POST each, back to the page with a word on it."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from identity.guards import operators_only
from identity.models import User
from registration.domain import applications, messages, progress, queries
from registration.models import Application, Message
from tenants.errors import DomainError


def find(pk: int | str) -> Application:
    """The application, or a page that it does not exist."""
    return get_object_or_404(queries.applications(), pk=pk)


def _act(done: str) -> Callable[[Callable[[HttpRequest, Application, User], object]], Callable[..., HttpResponse]]:
    """A view that does one thing with an application and says `done`, or why not."""

    def decorate(action: Callable[[HttpRequest, Application, User], object]) -> Callable[..., HttpResponse]:
        @operators_only
        @require_POST
        @wraps(action)
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            application = find(pk)
            try:
                action(request, application, request.user)  # type: ignore[arg-type]  # checked above
            except DomainError as error:
                notes.error(request, str(error))
            else:
                notes.success(request, done)
            return redirect("applications:inspect", pk)

        return view

    return decorate


@_act("Заявка одобрена: сайт и CRM создаются.")
def approve(request: HttpRequest, application: Application, by: User) -> None:
    applications.approve(application, slug=request.POST.get("slug", ""), by=by)


@_act("Заявка отклонена, заявителю отправлено письмо.")
def decline(request: HttpRequest, application: Application, by: User) -> None:
    applications.decline(application, reason=request.POST.get("reason", ""), by=by)


@_act("Вопрос отправлен заявителю.")
def ask(request: HttpRequest, application: Application, by: User) -> None:
    applications.ask(application, question=request.POST.get("question", ""), by=by)


@_act("Создание запущено снова.")
def retry(request: HttpRequest, application: Application, by: User) -> None:
    applications.retry_provisioning(application, by=by)


@operators_only
@require_safe
def progress_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of provisioning, asked for every few seconds."""
    application = find(pk)
    context = {"application": application, "progress": progress.for_operator(application)}
    return render(request, "operators/application_progress.html", context)


@operators_only
@require_POST
def mark_message(request: HttpRequest, pk: int) -> HttpResponse:
    messages.mark(get_object_or_404(Message, pk=pk), read="read" in request.POST)
    return redirect("messages:index")
