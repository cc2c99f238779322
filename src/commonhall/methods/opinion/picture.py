"""The opinion map as a picture: a small SVG that reads on light and dark pages, and aloud."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np

from commonhall.methods.opinion.grouping import Labels
from commonhall.methods.opinion.mapping import OpinionMap
from commonhall.methods.opinion.votes import Floats

WIDTH, HEIGHT, MARGIN = 720, 520, 28
# Up to here everybody has a dot; above, hexagons stand for the people in them.
MOST_DOTS = 1_500
HEXAGON = 11.0
# Pairs for light and dark pages; told apart without colour by the letters of the groups.
COLOURS = (
    ("#0b62a8", "#6fb7f2"),
    ("#b3470a", "#f2a15f"),
    ("#1e7a4c", "#63cf98"),
    ("#8a2f88", "#dd91da"),
    ("#7a6200", "#d8bf4e"),
    ("#a3263c", "#f08a9b"),
)


def letter(group: int) -> str:
    """A, B, … Z, AA, … for group 0, 1, …"""
    name = ""
    group += 1
    while group:
        group, rest = divmod(group - 1, 26)
        name = chr(65 + rest) + name
    return name


def draw_map(opinion: OpinionMap, title: str = "", *, most_dots: int = MOST_DOTS) -> str:
    """SVG text of the map: dots for few people, a density of hexagons for many.

    People with too few votes for a group are grey. The one per cent farthest out is drawn at the
    edge. Colours follow the page's light or dark setting; groups are also named by letters.
    """
    place = _placer(opinion.points[opinion.grouped] if opinion.grouped.any() else opinion.points)
    at = place(opinion.points)
    heading = title or "Opinion map"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-labelledby="opinion-title opinion-text">',
        f'<title id="opinion-title">{escape(heading)}</title>',
        f'<desc id="opinion-text">{escape(describe(opinion))}</desc>',
        _style(len(opinion.group_ids)),
    ]
    middle = place(np.zeros((1, 2)))[0]
    parts.append(
        f'<path class="axis" d="M{MARGIN} {middle[1]:.0f}H{WIDTH - MARGIN}'
        f'M{middle[0]:.0f} {MARGIN}V{HEIGHT - MARGIN}"/>'
    )
    if len(at) <= most_dots:
        parts += _dots(at, opinion.labels, len(opinion.group_ids))
    else:
        parts += _hexagons(at, opinion.labels, len(opinion.group_ids))
    parts += _names(opinion, place(opinion.centres)) if len(opinion.centres) else []
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def describe(opinion: OpinionMap) -> str:
    """The picture in words."""
    people, statements = opinion.votes.shape
    text = (
        f"{people} people by their votes on {statements} statements; people who vote alike stand "
        f"close together. The two axes show {opinion.axes.explained:.0%} of the differences."
    )
    for name, size in opinion.sizes.items():
        text += f" Group {letter(name)}: {size} people."
    few = int((~opinion.grouped).sum())
    return text + (f" {few} with too few votes for a group are grey." if few else "")


def _placer(points: Floats) -> Callable[[Floats], Floats]:
    """A function from map to picture coordinates; both axes have the same scale."""
    if len(points) == 0:
        points = np.zeros((1, 2))
    low, high = np.quantile(points, [0.005, 0.995], axis=0)
    low, high = np.minimum(low, 0), np.maximum(high, 0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    scale = float((room / np.maximum(high - low, 1e-9)).min())
    centre = (low + high) / 2

    def place(given: Floats) -> Floats:
        at = (given - centre) * scale * np.array([1, -1]) + np.array([WIDTH, HEIGHT]) / 2
        edge = np.array([WIDTH, HEIGHT]) - MARGIN / 2
        return np.asarray(np.clip(at, MARGIN / 2, edge))

    return place


def _style(groups: int) -> str:
    light = "".join(f".g{n}{{color:{COLOURS[n % 6][0]}}}" for n in range(groups))
    dark = "".join(f".g{n}{{color:{COLOURS[n % 6][1]}}}" for n in range(groups))
    return (
        "<style>.axis{stroke:#888;stroke-opacity:.4;fill:none}.none{color:#888}"
        ".dots{stroke:currentColor;stroke-width:6;stroke-linecap:round;stroke-opacity:.65}"
        ".hex{fill:currentColor}"
        ".name{font:600 15px system-ui,sans-serif;fill:#16181d;text-anchor:middle;"
        "paint-order:stroke;stroke:#fff;stroke-width:5px;stroke-linejoin:round}"
        f"{light}@media(prefers-color-scheme:dark){{.name{{fill:#f6f6f4;stroke:#16181d}}{dark}}}</style>"
    )


def _dots(at: Floats, labels: Labels, groups: int) -> list[str]:
    """One path a group: a line of no length with round ends is a dot."""
    parts = []
    for group in range(-1, groups):
        chosen = at[labels == group]
        if len(chosen):
            path = "".join(f"M{x:.0f} {y:.0f}h0" for x, y in np.unique(chosen.round(), axis=0))
            parts.append(f'<path class="dots {_kind(group)}" d="{path}"/>')
    return parts


def _kind(group: int) -> str:
    return f"g{group}" if group >= 0 else "none"


def _hexagons(at: Floats, labels: Labels, groups: int) -> list[str]:
    """Cells coloured by their largest group, in five steps of density (logarithmic)."""
    column, row = hexagon_cells(at, HEXAGON)
    cells, inverse = np.unique(np.stack([column, row], axis=1), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    counts = np.zeros((len(cells), groups + 1), dtype=np.int64)
    np.add.at(counts, (inverse, labels), 1)  # label −1 is the last column
    total = counts.sum(axis=1)
    steps = np.minimum((np.log(total) / np.log(max(int(total.max()), 2)) * 5).astype(int), 4)
    owner = counts[:, :groups].argmax(axis=1) if groups else np.zeros(len(cells), dtype=int)
    owner = np.where(counts[:, :groups].sum(axis=1) > 0, owner, -1)
    wide = HEXAGON * np.sqrt(3)
    shape = "m0-11l9.5 5.5v11l-9.5 5.5-9.5-5.5v-11z"
    parts = []
    for group in range(-1, groups):
        for step in range(5):
            chosen = cells[(owner == group) & (steps == step)]
            if len(chosen):
                path = "".join(
                    f"M{(x + (y % 2) / 2) * wide:.1f} {y * HEXAGON * 1.5:g}{shape}"
                    for x, y in chosen
                )
                parts.append(
                    f'<path class="hex {_kind(group)}" fill-opacity="{0.2 + 0.18 * step:.2f}" '
                    f'd="{path}"/>'
                )
    return parts


def hexagon_cells(at: Floats, size: float) -> tuple[Labels, Labels]:
    """Column and row of the nearest hexagon centre; odd rows are shifted by half a cell."""
    wide, high = size * np.sqrt(3), size * 1.5
    best = np.full(len(at), np.inf)
    column = np.zeros(len(at), dtype=np.intp)
    row = np.zeros(len(at), dtype=np.intp)
    first = np.floor(at[:, 1] / high).astype(np.intp)
    for step in (0, 1):
        line = first + step
        shift = (line % 2) / 2
        place = np.round(at[:, 0] / wide - shift).astype(np.intp)
        away = ((place + shift) * wide - at[:, 0]) ** 2 + (line * high - at[:, 1]) ** 2
        nearer = away < best
        best[nearer], column[nearer], row[nearer] = away[nearer], place[nearer], line[nearer]
    return column, row


def _names(opinion: OpinionMap, centres: Floats) -> list[str]:
    """Letters and sizes at the centres, moved apart where they would cover each other."""
    order = np.argsort(centres[:, 1], kind="stable")
    taken: list[tuple[float, float]] = []
    parts = []
    for group in order.tolist():
        x, y = float(np.clip(centres[group, 0], 60, WIDTH - 60)), float(centres[group, 1])
        while any(abs(x - a) < 110 and abs(y - b) < 20 for a, b in taken):
            y += 20
        taken.append((x, y))
        name = opinion.group_ids[group]
        parts.append(
            f'<text class="name g{group}" x="{x:.0f}" y="{y + 5:.0f}">'
            f"{letter(name)} · {opinion.sizes[name]}</text>"
        )
    return parts
