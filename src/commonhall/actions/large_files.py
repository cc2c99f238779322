"""Whose files may be larger than others': those of actors whom an action that takes large ones is open to."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from commonhall.actions import actors
from commonhall.actions.inputs import Upload
from commonhall.ui import uploads


def most_of(request: HttpRequest, field: str) -> int:
    """Bytes that an action's page takes from this actor in a field; 0: no more than from anybody.

    Asked while the form is still coming in, so that nobody fills the disk who could not send it.
    """
    try:
        action = getattr(resolve(request.path_info).func, "action", None)
    except Resolver404:
        return 0
    if action is None or not hasattr(request, "user"):
        return 0
    asked = action.inputs.get(field)
    if asked is None or not isinstance(asked.input, Upload) or not asked.input.most_bytes:
        return 0
    answer = action.check(actors.of_request(request))
    # A body decides on what its motion holds, and that is kept in the database.
    return asked.input.most_bytes if answer.allowed and not answer.by_resolution else 0


def register() -> None:
    uploads.larger_by(most_of)
