"""`{% promise_of case.ref %}`: the box on a thing's page that says what was promised for it, and what became of it."""

from __future__ import annotations

from typing import Any

from django import template

from commonhall.core import clock
from commonhall.law.promises.models import TONES, Promise

register = template.Library()


@register.inclusion_tag("law/parts/promise.html")
def promise_of(ref: str) -> dict[str, Any]:
    """One query; nothing where nothing was promised."""
    promise = Promise.objects.filter(thing=ref).select_related("body").first()
    return told(promise)


@register.inclusion_tag("law/parts/promise.html")
def promise_box(promise: Promise | None) -> dict[str, Any]:
    """The same for a promise that was read already."""
    return told(promise)


@register.inclusion_tag("law/parts/promise_line.html")
def promise_line(promise: Promise | None) -> dict[str, Any]:
    """The same in one line, for one of many things on a page; the promise was read already."""
    return told(promise)


def told(promise: Promise | None) -> dict[str, Any]:
    if promise is None:
        return {}
    fate = promise.fate(clock.today())
    return {
        "promise": promise,
        "fate": fate,
        "tone": TONES[fate],
        "late": promise.days_late(clock.today()),
    }
