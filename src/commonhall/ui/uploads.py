"""Uploads that never fill the disk: what goes beyond the limit is read, counted and thrown away.

The form then says how large the file was and what is allowed, and keeps everything else that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse

from commonhall.ui.errors import too_large

# What somebody who is signed in may send in one form: what is too large for its field is read and thrown away, so
# that the form can say how large it was and keep what was typed. Beyond this nobody sends it by mistake.
MOST_IN_A_FORM = 512 * 1024 * 1024
# The same for a program's key, or a session without an account, such as that of the set-up.
MOST_OF_OTHERS = 64 * 1024 * 1024


# request, the field's name → how many bytes its file may have; 0: no more than others.
Larger = Callable[[HttpRequest, str], int]
_larger: list[Larger] = []


def larger_by(larger: Larger) -> None:
    """Say who may send larger files than UPLOAD_MAX_BYTES, and in which field; the app that knows actions does."""
    _larger[:] = [larger]


def most_of_file(request: HttpRequest | None, field: str) -> int:
    """How many bytes of a field's file are kept."""
    usual = int(settings.UPLOAD_MAX_BYTES)
    return max([usual, *(one(request, field) for one in _larger)]) if request else usual


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most `most_of_file` on disk. The file's `size` is what was really sent, `most` what could be kept."""

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        self.kept = 0
        self.most = most_of_file(self.request, field_name)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = self.most + 1 - self.kept
        if room > 0:
            part = raw_data[:room]
            self.kept += len(part)
            super().receive_data_chunk(part, start)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        file: Any = super().file_complete(file_size)
        if file is not None:
            file.size, file.most = file_size, self.most
        return file  # type: ignore[no-any-return]


def most(request: HttpRequest) -> int:
    """How many bytes a request may have: a stranger sends no files, and what is no form holds none."""
    least = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if request.content_type != "multipart/form-data":
        return least
    if SESSION_KEY in request.session:
        return MOST_IN_A_FORM
    known = "HTTP_AUTHORIZATION" in request.META or bool(list(request.session.keys()))
    return MOST_OF_OTHERS if known else least


class RefuseHuge:
    """413 for a request that says it is larger than it may be, 411 for one that does not say: neither is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and request.META.get("HTTP_TRANSFER_ENCODING"):
            return HttpResponse(
                "Say how long the body is.\n", status=411, content_type="text/plain"
            )
        if length and not (length.isascii() and length.isdigit()):
            return HttpResponse("The length is no number.\n", status=400, content_type="text/plain")
        size = int(length or 0)
        if size > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and size > most(request):
            return too_large(request)
        return self.get_response(request)
