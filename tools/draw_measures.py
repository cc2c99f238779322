"""Draw the pictures of docs/methods for the measuring families, from our own output.

    .venv/bin/python tools/draw_measures.py

Every figure comes from fictional places and a fixed seed; running it again changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
PICTURES = ROOT / "docs" / "pictures"
INK, SOFT, BLUE, RED = "#1d2b3a", "#8a97a5", "#1f6f8b", "#b3372f"


class Canvas:
    """A tiny SVG: everything in user units, text in the reader's own font."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="13" fill="{INK}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
        ]

    def text(self, x: float, y: float, words: str, anchor: str = "start", fill: str = INK) -> None:
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">'
            f"{escape(words)}</text>"
        )

    def line(self, points: list[tuple[float, float]], colour: str = INK, width: float = 1) -> None:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )

    def dot(self, x: float, y: float, colour: str = BLUE, radius: float = 4) -> None:
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )

    def save(self, name: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.svg").write_text("\n".join([*self.parts, "</svg>"]) + "\n")


def composite_index() -> None:
    """Ranks as ranges: the stated place, and where 90 % of the draws put each district."""
    from commonhall.methods.index import build_index, rank_ranges_of, read_framework, read_table

    files = [
        (ROOT / "docs/methods" / f"living-well.{kind}").read_text() for kind in ("toml", "csv")
    ]
    result = build_index(read_framework(files[0]), read_table(files[1]))
    found = rank_ranges_of(result, 2000, 1).ranges
    canvas = Canvas(640, 372, "Places of twelve districts with their ranges")
    canvas.text(16, 24, "Place on the index, and where 90 % of 2,000 draws put it")

    def x(place: float) -> float:
        return 150 + (place - 1) * 40

    for place in range(1, 13):
        canvas.line([(x(place), 40), (x(place), 340)], "#e3e8ed")
        canvas.text(x(place), 358, str(place), "middle", SOFT)
    for row, unit in enumerate(result.order()):
        y = 54 + row * 25
        broken = bool(result.floors.units[unit])
        colour = RED if broken else BLUE
        canvas.text(136, y + 4, result.units[unit], "end", colour if broken else INK)
        canvas.line([(x(found.low[unit]), y), (x(found.high[unit]), y)], colour, 4)
        canvas.dot(x(int(result.ranks[unit])), y, colour, 6)
    canvas.save("composite-index")


def equity() -> None:
    """Lorenz and concentration curves of the worked example of docs/methods/equity.md."""
    from commonhall.methods.equity import concentration, gini, lorenz

    generator = np.random.default_rng(7)
    income = generator.lognormal(10, 0.7, 400)
    library = generator.gamma(2.0, 1.0, 400) / np.sqrt(income)
    opera = generator.gamma(1.0, 1.0, 400) * income**1.6
    canvas = Canvas(700, 400, "Lorenz and concentration curves")
    canvas.text(16, 24, "Share of all, held by the poorest part of 400 fictional households")

    def point(x: float, y: float) -> tuple[float, float]:
        return 60 + 320 * x, 360 - 310 * y

    canvas.line([point(0, 0), point(1, 1)], SOFT)
    canvas.line([point(0, 1), point(0, 0), point(1, 0)], INK)
    canvas.text(220, 384, "households, poorest first", "middle", SOFT)
    curves = [
        (f"income: Gini {gini(income):.2f}", *lorenz(income), BLUE),
        *(
            (f"{name}: concentration {found.index:+.2f}", found.people, found.amounts, colour)
            for name, colour, found in (
                ("library grant", "#3d8b40", concentration(library, income)),
                ("opera grant", RED, concentration(opera, income)),
            )
        ),
    ]
    for row, (label, people, amounts, colour) in enumerate(curves):
        canvas.line([point(x, y) for x, y in zip(people, amounts, strict=True)], colour, 2)
        canvas.box(410, 92 + 30 * row, 18, 4, colour)
        canvas.text(436, 100 + 30 * row, label)
    canvas.text(436, 190, "grey: everybody the same", fill=SOFT)
    canvas.save("equity")


def surveys() -> None:
    """Direct and shrunken estimates of the worked example of docs/methods/surveys.md."""
    from commonhall.methods.surveys import proportion_of, small_areas

    generator = np.random.default_rng(11)
    asked = np.repeat([400, 260, 150, 90, 60, 40, 25, 15, 10, 6], 3)
    need = generator.uniform(-1, 1, 30)
    truth = 0.55 - 0.15 * need + 0.08 * generator.normal(size=30)
    yes = generator.binomial(asked, truth)
    direct = [proportion_of(int(y), int(n)) for y, n in zip(yes, asked, strict=True)]
    values = np.array([own.value for own in direct])
    pooled = yes.sum() / asked.sum()
    found = small_areas(values, pooled * (1 - pooled) / asked, need)
    canvas = Canvas(640, 372, "Direct and shrunken estimates of ten out of thirty areas")
    canvas.text(
        16, 24, "Satisfied with the bus, % of those asked; true value of the simulation in red"
    )

    def x(share: float) -> float:
        return 120 + 480 * share

    for tick in range(0, 101, 20):
        canvas.line([(x(tick / 100), 40), (x(tick / 100), 320)], "#e3e8ed")
        canvas.text(x(tick / 100), 338, str(tick), "middle", SOFT)
    for line, row in enumerate(range(0, 30, 3)):
        own, y = direct[row], 54 + line * 27
        canvas.text(108, y + 4, f"{asked[row]} asked", "end")
        canvas.line([(x(own.low), y - 4), (x(own.high), y - 4)], SOFT, 2)
        canvas.dot(x(own.value), y - 4, SOFT, 4)
        reach = 1.96 * float(found.errors[row])
        canvas.line(
            [(x(found.values[row] - reach), y + 5), (x(found.values[row] + reach), y + 5)], BLUE, 2
        )
        canvas.dot(x(float(found.values[row])), y + 5, BLUE, 4)
        canvas.dot(x(float(truth[row])), y, RED, 3)
    canvas.text(
        120, 360, "grey: the area's own answers (Wilson);  blue: with strength lent", fill=INK
    )
    canvas.save("surveys")


def sources() -> None:
    """A planted gathering of cases and the circle that the scan names."""
    from commonhall.methods.sources import space_time_scan

    generator = np.random.default_rng(3)
    spots = generator.random((45, 2)) * [5.6, 3.0]
    usual = generator.integers(1, 5, 45)[:, None] * np.ones((1, 26))
    counts = generator.poisson(usual)
    near = np.argsort(((spots - spots[20]) ** 2).sum(axis=1))[:5]
    counts[near, 20:] += generator.poisson(4, (5, 6))
    found = space_time_scan(counts, spots, expected=usual, current=True, replicates=999, seed=1)
    first = found.clusters[0]
    canvas = Canvas(640, 400, "Streets with cases and the cluster that the scan finds")
    canvas.text(
        16,
        24,
        f"Leaks in 45 streets: from week {first.start + 1} to {first.end + 1}, "
        f"{first.observed} where {first.expected:.0f} are usual",
    )
    canvas.text(
        16, 44, f"({first.risk:.1f} times as many as elsewhere, p = {first.p_value:.3f})", fill=SOFT
    )
    inside = set(first.places)
    for row, (x, y) in enumerate(spots):
        size = 2 + 1.1 * float(np.sqrt(counts[row, first.start :].sum()))
        colour = RED if row in inside else BLUE
        canvas.dot(40 + 100 * float(x), 70 + 100 * float(y), colour, round(size, 1))
    canvas.text(16, 390, "red: the streets of the cluster; size: cases in those weeks", fill=SOFT)
    canvas.save("sources")


PICTURE_MAKERS: tuple[Callable[[], None], ...] = (composite_index, equity, surveys, sources)


def main() -> None:
    for maker in PICTURE_MAKERS:
        maker()


if __name__ == "__main__":
    main()
