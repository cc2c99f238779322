"""Filters and tags for text, dates, numbers and money."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

from commonhall.ui import text

register = template.Library()
TONES = {"success": "good", "warning": "warn", "error": "bad"}


@register.filter
def markdown(value: str, heading_level: int = 3) -> SafeString:
    """Markdown as safe HTML, its topmost heading at `heading_level`."""
    return text.markdown(value or "", int(heading_level))


@register.filter
def excerpt(value: str, length: int = 160) -> str:
    """The beginning of a Markdown text as plain text."""
    return text.excerpt(value or "", int(length))


@register.filter
def number(value: int | float | Decimal | None, digits: int | None = None) -> str:
    """A number in the active language."""
    return text.number(value, digits)


@register.filter
def beside(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists walked together: {% for column, cell in columns|beside:row.cells %}."""
    return list(zip(first, second, strict=True))


@register.filter
def compact(value: int | float | None) -> str:
    """A big number in words people use."""
    return text.compact(value)


@register.filter
def percent(value: float | Decimal | None, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return text.percent(value, digits)


@register.filter
def money(amount: text.Sum | None) -> str:
    """An amount of money; a dash where there is none."""
    return text.money(amount)


@register.filter
def listed(parts: Iterable[Any]) -> str:
    """Things one after the other: "a, b", in Chinese "a、b"."""
    return text.listed(parts)


@register.simple_tag
def colon() -> str:
    """What stands between a name and what is said of it: ": ", in Chinese "："."""
    return text.colon()


@register.simple_tag
def comma() -> str:
    """What stands between a name and a word added to it: ", ", in Chinese "，"."""
    return text.comma()


@register.simple_tag
def when(moment: datetime | date | None, style: text.TimeStyle = "auto") -> SafeString:
    """A moment as `<time>`: {% when case.raised_at %}, {% when meeting.starts "datetime" %}."""
    return text.time_tag(moment, style)


@register.filter
def message_tone(level: str) -> str:
    """The notice's tone for a message's level."""
    return TONES.get(level, "info")


@register.filter
def json_ld(data: Any) -> SafeString:
    """Linked data for the block `json_ld`; a data block, which the policy allows inline."""
    written = json.dumps(data, ensure_ascii=False, cls=DjangoJSONEncoder)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        written = written.replace(sign, code)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')
