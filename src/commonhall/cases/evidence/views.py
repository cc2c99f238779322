"""The image of a piece of evidence."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.cases.cases.reading import may_read
from commonhall.cases.evidence.models import Evidence
from commonhall.core import kept_images
from commonhall.people.actors import of_request
from commonhall.ui.pages import page


@page(_("Photo"), asks="cases.cases")
def evidence(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The image; 404 once it was set aside or erased, and to those who may not read the case."""
    rows = Evidence.objects.select_related("case")
    found = get_object_or_404(rows, pk=number, set_aside_on=None)
    if not found.image or not may_read(of_request(request), found.case):
        raise Http404
    return kept_images.sent(found.image, small=bool(request.GET.get("small")))
