"""Shares at a glance: a bar for each share with its words, and one bar cut into the parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui import text


@dataclass(frozen=True)
class Share:
    """One share of a whole. value: 0 to 1, None where it is not known; words: the same in words.

    low, high: the ends of its interval, drawn as a line over the bar; interval: the same in words.
    """

    label: Any
    value: float | None
    words: Any
    low: float | None = None
    high: float | None = None
    interval: Any = ""


@dataclass(frozen=True)
class Part:
    """A part of a whole, with a link or none. tone: as of badges; it gives the colour."""

    label: Any
    count: int
    tone: str
    url: str = ""


def share_bars(shares: Sequence[Share]) -> SafeString:
    """A list of shares: what is measured, a bar from nought to all, and the numbers in words."""
    rows = format_html_join(
        "",
        '<div class="share"><dt>{}</dt><dd class="share-bar">{}</dd><dd class="share-words">{}{}</dd></div>',
        ((one.label, _bar(one), one.words, _interval(one.interval)) for one in shares),
    )
    note = SafeString()
    if any(one.low is not None for one in shares):
        words = _("The line over a bar is its 95% interval: how far chance alone may move it.")
        note = format_html('<p class="chart-note">{}</p>', words)
    return format_html('<dl class="shares">{}</dl>{}', rows, note)


def _interval(words: Any) -> SafeString:
    return format_html(' <span class="interval">{}</span>', words) if words else SafeString()


def _bar(share: Share) -> SafeString:
    if share.value is None:
        return mark_safe('<span class="soft">–</span>')
    line = SafeString()
    if share.low is not None and share.high is not None:
        line = format_html(
            '<line class="share-sure" x1="{}%" x2="{}%" y1="7" y2="7"/>',
            _hundredths(share.low),
            _hundredths(share.high),
        )
    return format_html(
        '<svg class="share-svg" width="100%" height="14" aria-hidden="true">'
        '<rect class="share-all" width="100%" height="14" rx="3"/>'
        '<rect class="share-part" width="{}%" height="14" rx="3"/>{}</svg>',
        _hundredths(share.value),
        line,
    )


def _hundredths(share: float) -> str:
    return f"{min(max(share, 0), 1) * 100:.2f}"


def strip(parts: Sequence[Part]) -> SafeString:
    """One bar cut into parts, largest share of width to the largest; the same parts as links below it."""
    whole = sum(part.count for part in parts)
    if not whole:
        return SafeString("")
    cuts, at = [], 0.0
    for part in parts:
        width = 100 * part.count / whole
        cuts.append((f"strip-{part.tone}", f"{at:.3f}", f"{width:.3f}"))
        at += width
    drawn = format_html_join("", '<rect class="{}" x="{}%" width="{}%" height="20"/>', cuts)
    links = format_html_join("", "<li>{}</li>", ((_named(part),) for part in parts))
    return format_html(
        '<div class="strip"><svg class="strip-svg" width="100%" height="20" aria-hidden="true">{}</svg>'
        '<ul class="strip-list">{}</ul></div>',
        drawn,
        links,
    )


def _named(part: Part) -> SafeString:
    words = format_html(
        '<svg class="strip-key" width="14" height="14" aria-hidden="true">'
        '<rect class="strip-{}" width="14" height="14" rx="3"/></svg><strong>{}</strong> {}',
        part.tone,
        text.number(part.count),
        part.label,
    )
    if not part.url:
        return format_html('<span class="strip-name">{}</span>', words)
    return format_html('<a class="strip-name" href="{}">{}</a>', part.url, words)
