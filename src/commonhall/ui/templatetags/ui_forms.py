"""What the forms' own templates need."""

from __future__ import annotations

from django import forms, template

from commonhall.ui.forms import summary_of

register = template.Library()


@register.filter
def error_summary(form: forms.BaseForm) -> list[dict[str, str]]:
    """The form's errors as links to their fields."""
    return summary_of(form)


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
