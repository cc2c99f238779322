"""`{% load place_maps %}`: a still map of a place wherever one is named."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from commonhall.places import stills
from commonhall.places.models import Unit
from commonhall.ui import maps

register = template.Library()


@register.simple_tag(takes_context=True)
def map_of_place(context: Context, unit: Unit | None, url: str = "") -> SafeString:
    """Where something is, or holds: its place on a small map."""
    return maps.drawn(stills.of_unit(unit, url=url) if unit else None, context.get("hall"))
