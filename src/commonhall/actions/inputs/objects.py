"""Values with names of their own, such as a formula or points by part: a JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commonhall.actions.inputs.base import Input
from commonhall.ui.forms import LongText
from commonhall.ui.text import tidy


@dataclass(frozen=True, eq=False)
class JsonObject(Input):
    """An object: programs give it as it is, people write it as JSON.

    read: what is made of it; it raises ValidationError. members: JSON Schema of what each name holds.
    """

    read: Callable[[dict[str, Any]], Any] = dict
    members: Mapping[str, Any] | None = None
    most: int = 8000

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.CharField(max_length=self.most, widget=LongText, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": dict(self.members or {})}

    def form_data(self, name: str, value: Any, thing: Any = None) -> Mapping[str, Any]:
        return {name: value if isinstance(value, str) else json.dumps(value)}

    def value(self, cleaned: Any) -> Any:
        if not cleaned:
            return None
        try:
            found = json.loads(cleaned)
        except (ValueError, RecursionError) as error:
            raise ValidationError(
                _("This is not valid JSON: %(problem)s."), params={"problem": str(error)[:200]}
            ) from error
        if not isinstance(found, dict):
            raise ValidationError(_("Write it in braces: { … }"))
        return self.read(tidied(found))

    def check(self, value: Any, required: bool) -> Any:
        return value if isinstance(value, Mapping) else super().check(value, required)


def tidied(value: Any) -> Any:
    """A value of JSON with every text in it tidied: an escape is written in harmless signs."""
    if isinstance(value, str):
        return tidy(value, lines=True)
    if isinstance(value, list):
        return [tidied(one) for one in value]
    if isinstance(value, dict):
        return {tidy(name, lines=False): tidied(one) for name, one in value.items()}
    return value
