"""Points on the map, and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input
from commonhall.ui.forms import LimitedFileField, PlaceField

# A point on the map: (latitude, longitude) in degrees, WGS 84.
Point = tuple[Decimal, Decimal]


@dataclass(frozen=True, eq=False)
class PointOnMap(Input):
    """A point, chosen on a map, by a street's name, or typed.

    boundaries, nearby: addresses of the GeoJSON drawn below it, and of what is reported near a point.
    """

    boundaries: Any = ""
    nearby: Any = ""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return PlaceField(
            boundaries_url=self.boundaries, nearby_url=self.nearby, **self.options(required)
        )

    def schema(self) -> dict[str, Any]:
        side = {"latitude": 90, "longitude": 180}
        return {
            "type": "object",
            "properties": {
                name: {"type": "number", "minimum": -most, "maximum": most}
                for name, most in side.items()
            },
            "required": list(side),
            "additionalProperties": False,
        }

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        if isinstance(value, str):
            value = dict(zip(("latitude", "longitude"), value.split(","), strict=False))
        if not isinstance(value, Mapping) or set(value) != {"latitude", "longitude"}:
            raise ValidationError(_("Enter a latitude and a longitude."), code="type")
        return {f"{name}_0": str(value["latitude"]), f"{name}_1": str(value["longitude"])}

    def value(self, cleaned: Any) -> Point | None:
        if not cleaned:
            return None
        latitude, longitude = cleaned
        return Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")

    def check(self, value: Any, required: bool) -> Any:
        if isinstance(value, tuple) and len(value) == 2:
            return self.value(self.known_field(required).compress([float(one) for one in value]))  # type: ignore[attr-defined]
        return super().check([None, None], required)


@dataclass(frozen=True, eq=False)
class Upload(Input):
    """A file. kinds: accepted endings; clean: what is made of it, such as a photo without hidden data.

    private: personal data may stand in it, so that of a motion that holds it only members of the body read it.
    most_bytes: for those whom the action is open to, on its page; 0: UPLOAD_MAX_BYTES, as for everybody else.
    """

    kinds: Sequence[str] = ()
    clean: Callable[[Any], Any] | None = None
    private: bool = False
    most_bytes: int = 0

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return LimitedFileField(
            kinds=self.kinds,
            max_bytes=self.most_bytes or settings.UPLOAD_MAX_BYTES,
            **self.options(required),
        )

    def schema(self) -> dict[str, Any]:
        """A part of a form (`multipart/form-data`): JSON holds no file."""
        return {"type": "string", "format": "binary"}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        if not isinstance(value, UploadedFile):
            raise ValidationError(_("Send the file as part of multipart/form-data."), code="type")
        return {name: value}

    def value(self, cleaned: Any) -> Any:
        return (self.clean(cleaned) if self.clean else cleaned) if cleaned else None

    def check(self, value: Any, required: bool) -> Any:
        return value
