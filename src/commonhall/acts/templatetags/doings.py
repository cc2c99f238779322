"""How what one can do is sorted on a page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from commonhall.acts.web import Doing

register = template.Library()


@register.filter
def standing(doings: Iterable[Doing], how: str) -> list[Doing]:
    """Those that are 'open', 'refused' or 'obvious'."""
    return [one for one in doings if one.standing == how]
