"""What maps are made of: the ground they stand on, marks whose state shows by shape and colour, still pictures.

`ui` knows no app: whoever keeps the ground offers it by `provide_base`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from commonhall.ui.ground import view as views
from commonhall.ui.ground.shapes import Box
from commonhall.ui.ground.view import View

# One shape a tone, the same as on badges, about (0, 0) and 20 wide: they say the state without colour.
SHAPES: Mapping[str, str] = {
    "waiting": "M0-8a8 8 0 1 0 0 16a8 8 0 1 0 0-16z",
    "info": "M0-9a9 9 0 1 0 0 18a9 9 0 1 0 0-18z",
    "warn": "M0-10L10.5 8.5L-10.5 8.5z",
    "bad": "M-4.2-10h8.4l5.8 5.8v8.4l-5.8 5.8h-8.4l-5.8-5.8v-8.4z",
    "good": "M0-9a9 9 0 1 0 0 18a9 9 0 1 0 0-18z",
    "neutral": "M0-7a7 7 0 1 0 0 14a7 7 0 1 0 0-14z",
    "here": "M0 11C-6.5 4-9.5 0-9.5-4.5A9.5 9.5 0 1 1 9.5-4.5C9.5 0 6.5 4 0 11z",
}
# What stands within the shape: a line, or in FULL an area.
SIGNS: Mapping[str, str] = {
    "waiting": "M0-8a8 8 0 0 1 0 16z",
    "warn": "M0-4v5.5M0 5v.2",
    "bad": "M0-5.5v6M0 4.6v.2",
    "good": "M-4.2.2l3 3.2L4.2-3",
    "here": "M0-7.6a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4z",
}
FULL = {"waiting", "here"}
MOST_MARKS = 200


@dataclass(frozen=True)
class Base:
    """The ground of this hall. box: what its maps show at first; the rest are addresses.

    cell: with {x} and {y}; picture: of a view, in a theme; areas: boundaries as GeoJSON features;
    tiles: kept by the hall, drawn instead of the ground where there are some;
    search, find: streets and places by parts of their names, for scripts and for forms.
    """

    box: Callable[[], Box | None]
    document: str = ""
    cell: str = ""
    thanks: str = ""
    picture: Callable[[View, str], str] | None = None
    areas: Callable[[], Sequence[Mapping[str, Any]]] = tuple
    tiles: str = ""
    tile_thanks: str = ""
    search: str = ""
    find: Callable[[str], Sequence[tuple[str, float, float]]] | None = None


@dataclass(frozen=True)
class Mark:
    """A thing on a map. tone: its state, as on badges; "here": the thing the page is about; label: beside it."""

    latitude: float
    longitude: float
    tone: str = "here"
    label: str = ""


@dataclass(frozen=True)
class Still:
    """A small still map. alt: what it shows, in words; areas: GeoJSON geometries that it is about."""

    alt: Any
    marks: Sequence[Mark] = ()
    areas: Sequence[Mapping[str, Any]] = ()
    caption: Any = ""
    url: str = ""
    size: str = "small"
    whole: bool = False


_provider: Callable[[], Base] | None = None


def provide_base(function: Callable[[], Base]) -> None:
    """Say where the ground comes from."""
    global _provider
    _provider = function


def base() -> Base:
    """The ground's addresses; all empty where there is none."""
    return _provider() if _provider else Base(lambda: None)


def legend(rows: Sequence[tuple[str, Any]]) -> SafeString:
    """What the marks mean, as a list: (tone, words)."""
    return format_html(
        '<ul class="legend map-legend">{}</ul>',
        format_html_join(
            "", '<li data-tone="{}">{}{}</li>', ((tone, sign(tone), words) for tone, words in rows)
        ),
    )


def sign(tone: str) -> SafeString:
    """A mark on its own, beside words."""
    return format_html(
        '<svg class="map-sign" viewBox="-12 -12 24 24" width="20" height="20" aria-hidden="true">{}</svg>',
        shape(tone),
    )


def shape(tone: str) -> SafeString:
    """A mark's drawing about (0, 0)."""
    known = tone if tone in SHAPES else "neutral"
    inside = SIGNS.get(known)
    full = " mark-full" if known in FULL else ""
    within = f'<path class="mark-sign{full}" d="{inside}"/>' if inside else ""
    return mark_safe(f'<g class="mark mark-{known}"><path d="{SHAPES[known]}"/>{within}</g>')


def symbols() -> SafeString:
    """All marks as symbols that a script uses."""
    return format_html(
        '<svg class="map-symbols" aria-hidden="true" focusable="false"><defs>{}</defs></svg>',
        format_html_join(
            "",
            '<symbol id="mark-{}" viewBox="-12 -12 24 24">{}</symbol>',
            ((tone, shape(tone)) for tone in SHAPES),
        ),
    )


# --- still maps -----------------------------------------------------------------------------------
def drawn(still: Still | None, hall: Any = None) -> SafeString:
    """A still map as HTML, in the theme that the page is shown in; nothing where there is nothing to show."""
    shown = still_context(still, getattr(hall, "theme", "")) if still else None
    return mark_safe(render_to_string("ui/parts/still_map.html", shown)) if shown else SafeString()


def still_context(still: Still, theme: str = "") -> dict[str, Any] | None:
    """What the template of a still map shows; None where there is nothing to show it on."""
    now = base()
    box = _box_of(still, now)
    if box is None or (now.picture is None and not still.areas and not now.areas()):
        return None
    view = views.showing(box, still.size, edge=18 if still.whole else 34)
    pictures = {"light": "", "dark": ""}
    if now.picture is not None:
        pictures = {name: now.picture(view, name) for name in pictures}
    return {
        "still": still,
        "view": view,
        "light": pictures["light"],
        "dark": pictures["dark"],
        "theme": theme,
        "overlay": overlay(view, still, now),
        "thanks": now.thanks,
    }


def _box_of(still: Still, now: Base) -> Box | None:
    boxes = [_bounds(area) for area in still.areas]
    spots = [(one.latitude, one.longitude) for one in still.marks]
    whole = now.box() if still.whole or not (boxes or spots) else None
    if whole is not None:
        return whole
    if spots:
        boxes.append(views.around(spots))
    return _joined(boxes) if boxes else None


def _joined(boxes: Sequence[Box]) -> Box:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def _bounds(geometry: Mapping[str, Any]) -> Box:
    spots = [spot for ring in rings(geometry) for spot in ring]
    return (
        min(one[0] for one in spots),
        min(one[1] for one in spots),
        max(one[0] for one in spots),
        max(one[1] for one in spots),
    )


def rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    """All rings of a Polygon or MultiPolygon."""
    if geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def overlay(view: View, still: Still, now: Base) -> SafeString:
    """What a still map is about, drawn over its ground in the page's own colours."""
    parts: list[SafeString] = []
    if still.whole or now.picture is None:
        for feature in now.areas():
            path = _path(view, feature["geometry"])
            parts.append(format_html('<path class="still-part" d="{}"/>', path))
    parts += [
        format_html('<path class="still-area" d="{}"/>', _path(view, area)) for area in still.areas
    ]
    parts += [
        format_html('<g transform="translate({} {})">{}</g>', x, y, drawn)
        for x, y, drawn in grouped(view, still.marks[:MOST_MARKS])
    ]
    return mark_safe("".join(parts))


def grouped(view: View, marks: Sequence[Mark]) -> Iterator[tuple[int, int, SafeString]]:
    """Marks in pixels; those that would cover one another stand as one with their number."""
    near = 26
    groups: list[tuple[float, float, list[Mark]]] = []
    for mark in marks:
        x, y = view.at(mark.latitude, mark.longitude)
        if not (0 <= x <= view.width and 0 <= y <= view.height):
            continue
        for gx, gy, inside in groups:
            alone = mark.tone == "here" or mark.label
            if (gx - x) ** 2 + (gy - y) ** 2 < near**2 and not alone:
                inside.append(mark)
                break
        else:
            groups.append((x, y, [mark]))
    for x, y, inside in sorted(groups, key=lambda one: one[2][0].tone == "here"):
        if len(inside) == 1 or all(one.tone == "here" for one in inside):
            said = inside[0].label
            beside = format_html('<text class="still-label" x="14" y="5">{}</text>', said)
            yield round(x), round(y), shape(inside[0].tone) + (beside if said else SafeString())
        else:
            radius = min(11 + len(inside) // 3, 20)
            yield (
                round(x),
                round(y),
                format_html(
                    '<circle class="still-many" r="{}"/><text class="still-number" y="4">{}</text>',
                    radius,
                    len(inside),
                ),
            )


def _path(view: View, geometry: Mapping[str, Any]) -> SafeString:
    pieces = []
    for ring in rings(geometry):
        kept: list[tuple[int, int]] = []
        for spot in ring:
            x, y = view.at(spot[1], spot[0])
            here = (round(x), round(y))
            if not kept or abs(kept[-1][0] - here[0]) + abs(kept[-1][1] - here[1]) > 2:
                kept.append(here)
        if len(kept) > 2:
            pieces.append("M" + "L".join(f"{x} {y}" for x, y in kept) + "Z")
    return mark_safe("".join(pieces))


def at_words(street: str, place: str) -> str:
    """A point in words: "Mill Lane, Old Town"."""
    return _("%(street)s, %(place)s") % {"street": street, "place": place} if street else place
