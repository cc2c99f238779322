"""The image of a picture, whole or small."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commonhall.core import kept_images
from commonhall.delivery.pictures.models import AssetPicture, ItemPicture
from commonhall.ui.pages import page


@page(_("Photo"), asks="delivery.items")
def picture(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The image; 404 once it was erased."""
    found = get_object_or_404(ItemPicture, pk=number)
    if not found.image:
        raise Http404
    return kept_images.sent(found.image, small=bool(request.GET.get("small")))


@page(_("Photo"), asks="delivery.assets")
def asset_picture(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """The image; 404 once it was removed or erased."""
    found = get_object_or_404(AssetPicture, pk=number, removed_on=None)
    if not found.image:
        raise Http404
    return kept_images.sent(found.image, small=bool(request.GET.get("small")))
