"""How what one can do is sorted on a page."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from commonhall.actions.pages import AvailableAction

register = template.Library()


@register.filter
def standing(available_actions: Iterable[AvailableAction], how: str) -> list[AvailableAction]:
    """Those that are 'open', 'refused' or 'obvious'."""
    return [one for one in available_actions if one.standing == how]
