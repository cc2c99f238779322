"""The image of a picture."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.cases.pictures.models import Picture
from commonhall.ui.pages import page


@page(_("Photo"), asks="cases.cases")
def picture(request: HttpRequest, number: int) -> FileResponse:
    """The image; 404 once it was erased."""
    found = get_object_or_404(Picture, pk=number)
    if not found.image:
        raise Http404
    return FileResponse(found.image.open("rb"), content_type="image/jpeg")
