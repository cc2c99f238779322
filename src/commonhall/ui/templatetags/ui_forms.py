"""What the forms' own templates need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms, template

from commonhall.ui.forms import summary_of

register = template.Library()


@register.filter
def error_summary(form: forms.BaseForm) -> list[dict[str, str]]:
    """The form's errors as links to their fields."""
    return summary_of(form)


@dataclass(frozen=True)
class Part:
    """Fields that stand together. title: what opens them; "" where they are not folded away."""

    title: Any = ""
    fields: list[forms.BoundField] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Something was said in it, or is wrong."""
        return any(one.errors or one.value() for one in self.fields)


@register.filter
def in_parts(fields: Iterable[tuple[forms.BoundField, Any]]) -> list[Part]:
    """A form's fields, in order, those that are folded away together as one part."""
    bound = (one for one, _errors in fields)
    grouped = groupby(bound, lambda one: str(getattr(one.field, "folded", "")))
    return [Part(title, list(found)) for title, found in grouped]


@register.filter
def is_mixed(form: forms.BaseForm) -> bool:
    """True when some visible fields must be filled in and others may be left empty."""
    kinds = {
        bound.field.required for bound in form.visible_fields() if not is_single_checkbox(bound)
    }
    return len(kinds) == 2


@register.filter
def is_single_checkbox(bound: forms.BoundField) -> bool:
    """True for one lone checkbox, whose label follows it."""
    widget = bound.field.widget
    return isinstance(widget, forms.CheckboxInput)
