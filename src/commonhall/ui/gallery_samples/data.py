"""Samples of numbers and places."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpRequest

from commonhall.ui import charts, covers, text
from commonhall.ui.gallery_samples.town import (
    boundaries,
)
from commonhall.ui.gallery_words import say


class Sum(NamedTuple):
    """Money, as the pieces show it."""

    minor: int
    currency: str
    digits: int


def for_data(request: HttpRequest) -> dict[str, Any]:
    """All charts."""
    months = [date(2025 + m // 12, m % 12 + 1, 1) for m in range(18)]
    raised = charts.Series(
        say("raised"),
        [(d, 90 + 35 * math.sin(i / 2.3) + 2 * i) for i, d in enumerate(months)],
    )
    solved = charts.Series(
        say("confirmed solved"),
        [
            (d, None if i == 7 else 60 + 30 * math.sin(i / 2.3 - 1) + 3 * i)
            for i, d in enumerate(months)
        ],
        [
            (d, 50 + 30 * math.sin(i / 2.3 - 1) + 3 * i, 70 + 30 * math.sin(i / 2.3 - 1) + 3 * i)
            for i, d in enumerate(months)
        ],
    )
    places = [
        say("Riverside"),
        say("Old Town"),
        say("Mill Hill"),
        say("Harbour"),
        say("North Field and the allotments beyond the railway line"),
    ]
    ages = [
        say("under 30"),
        say("30 to 59"),
        say("60 and over"),
    ]
    return {
        "bars": charts.bar_chart(
            say("Matters raised by neighbourhood, 2026"),
            list(zip(places, [412, 268, 143, 530, None], strict=True)),
            note=say("Number of matters; source: the record, January to June"),
        ),
        "change": charts.bar_chart(
            say("Change on the year before"),
            list(zip(places, [0.12, -0.08, 0.03, -0.21, 0.0], strict=True)),
            show=text.percent,
        ),
        "groups": charts.grouped_bars(
            say("Safe in the evening, by age"),
            places[:3],
            [
                (a, v)
                for a, v in zip(
                    ages, [[0.71, 0.6, 0.66], [0.64, 0.58, 0.7], [0.51, 0.44, 0.62]], strict=True
                )
            ],
            show=text.percent,
            note=say("Share of those asked who feel safe"),
        ),
        "stack": charts.stacked_bars(
            say("What became of what was said"),
            [say("Consultation A"), say("Consultation B")],
            [
                (say("taken up"), [42, 30]),
                (say("in part"), [25, 31]),
                (say("refused, with reasons"), [18, 9]),
                (say("not answered"), [3, 11]),
            ],
            shares=True,
        ),
        "line": charts.line_chart(
            say("Raised and solved, month by month"),
            [raised, solved],
            target=120,
            note=say("Matters per month; shaded: 95% interval; dashed: target"),
            show=lambda v: text.number(v, 0),
        ),
        "dots": charts.dot_chart(
            say("Trust in the hall by neighbourhood"),
            [
                charts.Estimate(p, v, v - w, v + w)
                for p, v, w in zip(
                    places, [6.4, 5.9, 7.1, 6.6, 5.2], [0.4, 0.7, 0.5, 0.3, 1.1], strict=True
                )
            ],
            target=6.5,
            domain=(3, 9),
            interval=say("95% interval"),
            note=say("Mean answer from 0 to 10"),
            show=lambda v: text.number(v, 1),
        ),
        "histogram": charts.histogram(
            say("Days until a first answer"),
            list(range(0, 44, 4)),
            [120, 310, 280, 190, 90, 60, 32, 14, 9, 3],
            note=say("Number of matters"),
        ),
        "areas": charts.area_map(
            say("Green space per resident"),
            [
                charts.Area(f["properties"]["name"], f["properties"]["value"], f["geometry"], "#")
                for f in boundaries()["features"]
            ],
            note=say("Square metres"),
        ),
        "treemap": charts.treemap(
            say("Where the money goes"),
            [
                charts.Cell(say("Riverside"), 120_000, say("Streets"), "#"),
                charts.Cell(say("Old Town"), 45_000, say("Streets")),
                charts.Cell(say("Mill Hill"), 60_000, say("Parks")),
                charts.Cell(say("Harbour"), 15_000, say("Parks")),
            ],
        ),
        "timeline": _timeline(),
        "covers": [
            covers.cover(f"gallery:{number}", theme, number)
            for number, theme in enumerate(("town", "light", "green", "vote"))
        ],
        "sparks": [
            (p, charts.sparkline([5, 6, 5.5, 7, 6.5 + i, 8 - i], p), 8 - i)
            for i, p in enumerate(places[:4])
        ],
        "lead": say("Comparisons as small charts, each with its figures."),
        "head": say("Trend"),
        "place": say("Neighbourhood"),
        "value": say("Now"),
        "known": say(
            "Counted from the public record every night. The interval comes from 1,000 resampled sets of answers; places with fewer than 30 answers are left out."
        ),
    }


def _timeline() -> Any:
    """Promises of a plan: one kept, one kept late, one moved, one broken."""
    good, late, wait, bad = (say(word) for word in ("kept", "kept late", "to come", "broken"))
    step, today = say("Ground works"), date(2026, 6, 15)
    return charts.plan_timeline(
        say("The plan, month by month"),
        [
            charts.Line(
                say("Riverside"),
                "#",
                "done",
                date(2026, 1, 4),
                date(2026, 5, 3),
                [
                    charts.Promised(step, date(2026, 2, 10), "good", good),
                    charts.Promised(step, date(2026, 4, 1), "warn", late, kept=date(2026, 5, 3)),
                ],
            ),
            charts.Line(
                say("Harbour"),
                "#",
                "info",
                date(2026, 3, 1),
                date(2026, 9, 1),
                [
                    charts.Promised(step, date(2026, 5, 20), "bad", bad),
                    charts.Promised(step, date(2026, 7, 1), "waiting", wait, now=date(2026, 9, 1)),
                ],
            ),
        ],
        today,
        [("good", good), ("warn", late), ("bad", bad), ("waiting", wait)],
    )


def for_map(request: HttpRequest) -> dict[str, Any]:
    """A map with points that stand together when far away."""
    points = [
        {
            "label": f"{say('Matter')} {n + 1}",
            "url": f"#{n}",
            "latitude": 54.32 + 0.011 * math.sin(n * 2.4) * math.sqrt(n) / 3,
            "longitude": 10.13 + 0.02 * math.cos(n * 2.4) * math.sqrt(n) / 3,
            "note": say("raised this week"),
        }
        for n in range(40)
    ]
    return {
        "points": points,
        "label": say("Matters in town"),
        "lead": say("Boundaries are the base; tiles are optional. The list says the same."),
    }
