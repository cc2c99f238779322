"""The house's own icons: one 24-unit grid, 1.75-unit strokes, drawn in the text's colour."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# name → SVG content. Shapes only, no colours, so that themes and forced colours reach them.
ICONS: dict[str, str] = {
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "up": '<path d="m6 15 6-6 6 6"/>',
    "check": '<path d="m4.5 12.5 5 5L19.5 7"/>',
    "cross": '<path d="M6 6l12 12M18 6 6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "person": '<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.6-4 3.4-6 7-6s6.4 2 7 6"/>',
    "people": (
        '<circle cx="9" cy="8.5" r="3"/><path d="M3 19.5c.5-3.5 2.9-5.2 6-5.2s5.5 1.7 '
        '6 5.2"/><path d="M15.5 5.8a3 3 0 0 1 0 5.4M17.5 14.8c2 .7 3.2 2.3 3.5 4.7"/>'
    ),
    "office": '<path d="M4 20.5h16M5.5 20.5V10M18.5 20.5V10M3.5 10 12 4l8.5 6zM10 20.5v-6h4v6"/>',
    "place": '<path d="M12 21s6.5-5.8 6.5-11a6.5 6.5 0 0 0-13 0c0 5.2 6.5 11 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "calendar": '<path d="M4.5 6.5h15v13.5h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2.5"/>',
    "speech": '<path d="M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z"/>',
    "document": '<path d="M6.5 3.5h7.5l4 4v13h-11.5zM13.5 3.5v4.5h4.5M9 12.5h6M9 16h6"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
    "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M5 20h14"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"/>',
    "external": '<path d="M13.5 5H19v5.5M19 5l-8 8M16.5 14v5H5V7.5h5"/>',
    "mail": '<path d="M4 6h16v12H4zM4.5 6.5 12 13l7.5-6.5"/>',
    "phone": '<path d="M6 4h3.5l1.5 4.5-2 1.5c1 2.2 2.8 4 5 5l1.5-2 4.5 1.5V18c0 1.1-.9 2-2 2C10.8 20 4 13.2 4 6c0-1.1.9-2 2-2z"/>',
    "bell": '<path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4"/>',
    "vote": '<path d="M4.5 12.5h15v7.5h-15zM8 12.5V4.5h8v8M10.2 8.2l1.4 1.4 2.4-2.6"/>',
    "scale": '<path d="M12 4v16M7.5 20h9M5 7.5h14M5 7.5 2.5 13.5h5zM19 7.5l-2.5 6h5z"/>',
    "plan": '<path d="M4 19.5V5M4 19.5h16M8 16v-4M12 16V8M16 16v-6"/>',
    "money": '<circle cx="12" cy="12" r="8"/><path d="M14.8 9.3c-.5-1-1.5-1.5-2.8-1.5-1.6 0-2.7.8-2.7 2s1 1.8 2.7 2.2c1.8.4 2.9 1 2.9 2.3 0 1.2-1.2 2-2.9 2-1.4 0-2.5-.6-3-1.6M12 6.2v11.6"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "record": '<circle cx="6" cy="6" r="2"/><circle cx="6" cy="18" r="2"/><circle cx="18" cy="12" r="2"/><path d="M6 8v8M7.8 6.9 16.2 11M7.8 17.1l8.4-4"/>',
    "edit": '<path d="M5 19l.8-3.8L16 5l3 3L8.8 18.2zM14 7l3 3"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "globe": '<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c5 4.8 5 11.2 0 16M12 4c-5 4.8-5 11.2 0 16"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "question": '<circle cx="12" cy="12" r="8"/><path d="M9.8 9.8c.2-1.3 1.1-2 2.3-2 1.3 0 2.3.8 2.3 2 0 1.7-2.3 1.9-2.3 3.6M12 16.3v.1"/>',
    "info": '<circle cx="12" cy="12" r="8"/><path d="M12 11.5v4.5M12 8v.1"/>',
    "warn": '<path d="M12 4.5 21 19.5H3zM12 10v4.5M12 17v.1"/>',
    "bad": '<path d="M8.5 4h7L20 8.5v7L15.5 20h-7L4 15.5v-7zM12 8v5M12 16v.1"/>',
    "good": '<circle cx="12" cy="12" r="8"/><path d="m8.3 12.3 2.6 2.6 4.8-5.2"/>',
    "locate": '<circle cx="12" cy="12" r="5"/><path d="M12 3v4M12 17v4M3 12h4M17 12h4"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5V9h15v8H17M7 14h10v6H7z"/>',
    "feed": '<circle cx="6" cy="18" r="1.3"/><path d="M5 11.5a7.5 7.5 0 0 1 7.5 7.5M5 5.5A13.5 13.5 0 0 1 18.5 19"/>',
}

# Small filled shapes that say a status without colour.
SHAPES: dict[str, str] = {
    "neutral": '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="2"/>',
    "info": '<circle cx="6" cy="6" r="5" fill="currentColor"/>',
    "good": '<path d="m1.5 6.5 3 3 6-7" fill="none" stroke="currentColor" stroke-width="2.2"/>',
    "warn": '<path d="M6 .8 11.7 11H.3z" fill="currentColor"/>',
    "bad": '<path d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5z" fill="currentColor"/>',
    "waiting": (
        '<circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        '<path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor"/>'
    ),
}


def icon(name: str, label: str = "") -> SafeString:
    """An icon; decoration unless `label` names it for people who do not see it.

    Raises KeyError for a name that is not in `ICONS`, so that a typo fails in the first test.
    """
    content = mark_safe(ICONS[name])
    flip = " icon-flip" if name in {"arrow", "back", "external"} else ""
    if label:
        return format_html(
            '<svg class="icon{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            flip,
            label,
            content,
        )
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        flip,
        content,
    )


def shape(tone: str) -> SafeString:
    """The shape that goes with a status tone; unknown tones get the neutral ring."""
    return format_html(
        '<svg class="shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(SHAPES.get(tone, SHAPES["neutral"])),
    )


def _mark() -> SafeString:
    """The house's mark: a round table from above, eight seats, one of them yours."""
    seats = (
        (24, 5),
        (37.4, 10.6),
        (43, 24),
        (37.4, 37.4),
        (10.6, 37.4),
        (5, 24),
        (10.6, 10.6),
    )
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3.6"/>' for x, y in seats)
    return mark_safe(
        '<svg class="mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">'
        f'<g class="mark-seats">{dots}</g>'
        '<circle class="mark-table" cx="24" cy="24" r="10.5"/>'
        '<circle class="mark-yours" cx="24" cy="43" r="4.2"/></svg>'
    )


MARK = _mark()
