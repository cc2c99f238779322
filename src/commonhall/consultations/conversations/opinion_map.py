"""The opinion map as the house draws it: shapes tell groups apart as well as colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commonhall.methods.opinion import OpinionMap
from commonhall.methods.opinion.picture import HEXAGON, hexagon_cells, letter

WIDTH, HEIGHT, MARGIN = 720, 460, 26
# Up to here everybody has a mark; above, hexagons stand for the people in them.
MOST_MARKS = 1200
# Circle, square, triangle, diamond, lying bar, standing bar: paths around a point.
SHAPES = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "m-4-4h7v7h-7z",
    "m0-5l5 8h-10z",
    "m0-5l5 5-5 5-5-5z",
    "m-5-2h10v4h-10z",
    "m-2-5h4v10h-4z",
)
NOBODY = "m-2-2h4v4h-4z"
# The picture is 358 pixels wide on a phone, half of what it is drawn in: few people have larger marks.
LETTERS = 30


def _scale_of(people: int) -> float:
    """How much larger than drawn marks are: a mark is 9 pixels wide on a phone where there are few."""
    return 2.2 if people <= 150 else 1.6 if people <= 500 else 1.0


@dataclass(frozen=True)
class Frame:
    """How points of the map become places in the picture."""

    x: float
    y: float
    scale: float

    def place(self, points: Any) -> Any:
        """n × 2 points as n × 2 places, those farthest out at the edge."""
        at = (np.asarray(points, dtype=float) - (self.x, self.y)) * self.scale * (1, -1)
        edge = np.array([WIDTH, HEIGHT]) - MARGIN / 2
        return np.clip(at + np.array([WIDTH, HEIGHT]) / 2, MARGIN / 2, edge)


def frame_of(opinion: OpinionMap) -> Frame:
    """The frame that shows all but the one per cent farthest out; both axes have one scale."""
    points = opinion.points if len(opinion.points) else np.zeros((1, 2))
    low, high = np.quantile(points, [0.005, 0.995], axis=0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    scale = float((room / np.maximum(high - low, 1e-9)).min())
    middle = (low + high) / 2
    return Frame(float(middle[0]), float(middle[1]), min(scale, 1e6))


def drawn(opinion: OpinionMap, frame: Frame) -> str:
    """The inside of the picture: marks of people, letters of groups. Holds no words."""
    at = frame.place(opinion.points)
    marks = _marks if len(at) <= MOST_MARKS else _hexagons
    parts = marks(at, opinion.labels, len(opinion.group_ids))
    if len(opinion.group_ids) > 1:
        parts += _letters(opinion, frame.place(opinion.centres))
    return "".join(parts)


def _colour(group: int) -> str:
    return f"f{group % 6 + 1}" if group >= 0 else "f6"


def _marks(at: Any, labels: Any, groups: int) -> list[str]:
    parts = []
    large = _scale_of(len(at))
    for group in range(-1, groups):
        spots = np.unique((at[labels == group] / large).round().astype(int), axis=0)
        if len(spots):
            shape = SHAPES[group % 6] if group >= 0 else NOBODY
            path = "".join(f"M{x} {y}{shape}" for x, y in spots)
            faint = ".7" if group >= 0 else ".35"
            parts.append(
                f'<path class="{_colour(group)}" fill-opacity="{faint}" '
                f'transform="scale({large:g})" d="{path}"/>'
            )
    return parts


def _hexagons(at: Any, labels: Any, groups: int) -> list[str]:
    """Cells in the colour of their largest group, in four steps of density."""
    column, row = hexagon_cells(at, HEXAGON)
    cells, inverse = np.unique(np.stack([column, row], axis=1), axis=0, return_inverse=True)
    counts = np.zeros((len(cells), groups + 1), dtype=np.int64)
    np.add.at(counts, (inverse.ravel(), labels), 1)  # label −1 is the last column
    total = counts.sum(axis=1)
    steps = np.minimum((np.log(total) / np.log(max(int(total.max()), 2)) * 4).astype(int), 3)
    owner = counts[:, :groups].argmax(axis=1) if groups else np.full(len(cells), -1)
    owner = np.where(counts[:, :groups].sum(axis=1) > 0, owner, -1)
    wide = HEXAGON * np.sqrt(3)
    parts = []
    for group in range(-1, groups):
        for step in range(4):
            chosen = cells[(owner == group) & (steps == step)]
            if len(chosen):
                path = "".join(
                    f"M{(x + (y % 2) / 2) * wide:.0f} {y * HEXAGON * 1.5:.0f}m0-10l9 5v10l-9 5-9-5v-10z"
                    for x, y in chosen
                )
                opacity = f"{0.28 + 0.22 * step:.2f}".lstrip("0")
                parts.append(
                    f'<path class="{_colour(group)}" fill-opacity="{opacity}" d="{path}"/>'
                )
    return parts


def _letters(opinion: OpinionMap, centres: Any) -> list[str]:
    """Letters and sizes at the centres, moved apart where they would cover each other."""
    taken: list[tuple[float, float]] = []
    parts = []
    for at in np.argsort(centres[:, 1], kind="stable").tolist():
        x = float(np.clip(centres[at, 0], 70, WIDTH - 70))
        y = float(np.clip(centres[at, 1], 30, HEIGHT - 30))
        while any(abs(x - a) < 130 and abs(y - b) < 32 for a, b in taken):
            y += 32
        taken.append((x, y))
        name = opinion.group_ids[at]
        parts.append(
            f'<text class="c-strong c-halo" x="{x:.0f}" y="{y + 6:.0f}" '
            f'text-anchor="middle" font-size="{LETTERS}">{letter(name)} · {opinion.sizes[name]}</text>'
        )
    return parts


def picture(
    inside: str, title: str, words: str, me: tuple[float, float] | None, me_label: str
) -> SafeString:
    """The whole SVG, with the place of whoever looks at it."""
    mine: SafeString | str = ""
    if me is not None:
        x, y = me
        side = "end" if x > WIDTH * 0.7 else "start"
        mine = format_html(
            '<circle class="c-target" cx="{}" cy="{}" r="11" fill="none"/>'
            '<circle cx="{}" cy="{}" r="5" fill="currentColor"/>'
            '<text class="c-strong c-halo" font-size="30" x="{}" y="{}" text-anchor="{}">{}</text>',
            f"{x:.0f}",
            f"{y:.0f}",
            f"{x:.0f}",
            f"{y:.0f}",
            f"{x + (-16 if side == 'end' else 16):.0f}",
            f"{y + 5:.0f}",
            side,
            me_label,
        )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" width="100%"><title>{}</title><desc>{}</desc>{}{}</svg>',
        WIDTH,
        HEIGHT,
        title,
        words,
        mark_safe(inside),
        mine,
    )
