"""`{% load look %}`: every tag and filter of the look."""

from __future__ import annotations

from django import template

from commonhall.ui import icons
from commonhall.ui.templatetags import _filters, _parts, _text

register = template.Library()
for part in (_filters.register, _parts.register, _text.register):
    register.tags.update(part.tags)
    register.filters.update(part.filters)


@register.simple_tag
def mark() -> str:
    """The house's mark as inline SVG."""
    return icons.MARK


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """An icon by name; give `label` only where no text stands beside it."""
    return icons.icon(name, label)
