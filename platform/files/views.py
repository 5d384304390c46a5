from pathlib import PurePosixPath

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from wagtail import hooks
from wagtail.documents import get_document_model

from files.domain.links import open_link
from files.sending import send_document, send_private


def private_file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file of a signed link, or a word on why it does not open; a foreign link and an old one look the same."""
    link = open_link(token, user=request.user)
    if link is None:
        response = render(request, "base/link_gone.html", status=404)
        response["Cache-Control"] = "no-store"
        return response
    return send_private(request, link.name, as_name=link.as_name)


def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """One of Wagtail's documents, after Wagtail's own questions, sent as all our files are and called by its title.

    Stands before Wagtail's view, which reads a whole file from a store before it sends the first byte.
    """
    found = get_object_or_404(get_document_model(), pk=document_id)
    if found.filename != document_filename:
        raise Http404
    for ask in hooks.get_hooks("before_serve_document"):
        if answer := ask(found, request):
            return answer
    suffix = PurePosixPath(found.filename).suffix
    return send_document(request, found.file.name, as_name=f"{found.title.removesuffix(suffix)}{suffix}")
