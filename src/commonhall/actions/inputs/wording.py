"""Words that are changed, short words without spaces, and what only an own page asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from commonhall.actions.inputs.base import Input
from commonhall.actions.inputs.text import Words
from commonhall.ui.forms import WrittenField


@dataclass(frozen=True, eq=False)
class Rewording(Words):
    """Other words for those there are; none at all may be what is meant."""

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return _WordsOrNone(max_length=self.most, lines=True, **self.options(required))

    def value(self, cleaned: Any) -> Any:
        return cleaned


class _WordsOrNone(WrittenField):
    """Nothing said is a mistake where an answer is required; an empty text is an answer."""

    def clean(self, value: Any) -> Any:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if value is not None and not str(value).strip():
            return ""
        return super().clean(value)


@dataclass(frozen=True, eq=False)
class Slug(Words):
    """A short word of letters, digits, hyphens and underscores."""

    most: int = 40

    def field(self, required: bool, thing: Any = None) -> forms.Field:
        return forms.SlugField(max_length=self.most, **self.options(required))

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "maxLength": self.most, "pattern": "^[-a-zA-Z0-9_]+$"}


@dataclass(frozen=True, eq=False)
class OnOwnPage(Input):
    """What only the action's own page can ask for, such as answers to a survey's questions."""

    sealed: bool = True

    def check(self, value: Any, required: bool) -> Any:
        return value
