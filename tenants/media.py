"""Public files of the host's own schema."""

import mimetypes

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

_SHOWN_IN_PAGE = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif")


def media(request: HttpRequest, path: str) -> FileResponse:
    """Serve a public file. Anything but a plain image is sent as a download, so no file can run as a page."""
    if path.startswith("documents/"):
        raise Http404  # Wagtail's documents have a view that checks who may see them
    try:
        if not default_storage.exists(path) or not default_storage.size(path):
            raise Http404
        file = default_storage.open(path)
    except (SuspiciousFileOperation, IsADirectoryError, FileNotFoundError):
        raise Http404 from None
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind, as_attachment=kind not in _SHOWN_IN_PAGE)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=86400"
    return response
