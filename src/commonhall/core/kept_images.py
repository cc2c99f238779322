"""A file or picture in a table, kept where the hall keeps its files: on its disk or in a store that can be away."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import caches
from django.db.models import FileField, ImageField, Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy as _

from commonhall.core import photos
from commonhall.core.files import said
from commonhall.core.refusals import BadInput

log = logging.getLogger(__name__)
AWAY = _(
    "The photo cannot be stored at the moment. Try again in a few minutes, or send this without the photo and add it later."
)


class KeptFile(FileField):
    """A file that is refused in words where it cannot be kept; what was written beside it is not lost."""

    away: Any = _("The file cannot be stored at the moment. Try again in a few minutes.")

    def deconstruct(self) -> Any:
        """To the database it is a file like others."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.FileField", args, kwargs

    def pre_save(self, model_instance: Model, add: bool) -> Any:
        """Store the file. Raises BadInput where the disk or the store does not take it."""
        try:
            return super().pre_save(model_instance, add)
        except Exception as error:  # a store's library has errors of its own
            log.error("a file could not be kept: %s", said(error))
            raise BadInput(self.name, self.away) from error


class KeptImage(KeptFile, ImageField):
    """An image, in the same way."""

    away = AWAY

    def deconstruct(self) -> Any:
        """To the database it is an image like others."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs


def sent(image: FieldFile, small: bool = False) -> HttpResponse | FileResponse:
    """The picture itself, or its small version; 503 while what keeps it is away, so that browsers ask again."""
    try:
        if small:
            return HttpResponse(_small(image), content_type="image/jpeg")
        return FileResponse(image.open("rb"), content_type="image/jpeg")
    except Exception as error:  # as above
        log.error("a picture could not be read: %s", said(error))
        return HttpResponse(status=503, headers={"Retry-After": "60"})


def _small(image: FieldFile) -> bytes:
    """Its small version, kept in the process for an hour: a picture never changes under its name."""
    key = f"small-picture:{image.name}"
    found: bytes | None = caches["local"].get(key)
    if found is None:
        with image.open("rb") as file:
            found = photos.small(file)
        caches["local"].set(key, found, 3600)
    return found
