"""The invented town of the gallery: who answers, what happened, where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commonhall.ui.gallery_words import say
from commonhall.ui.parts import (
    Crumb,
    Event,
    OfficeLine,
    Station,
)

LONG_WORD = "Straßenbeleuchtungsinstandhaltungsvereinbarung"


HASH = "9f2c41d7a6b05e83c11f7d2e94a8c6035b7e1d90f4a2c8b6e3d5071f8a9c4b26"


def officer() -> OfficeLine:
    """An official: a name with duties."""
    return OfficeLine(
        name=say("Mara Lindqvist"),
        duties=say("answers for roads, lighting and crossings"),
        body=say("Works Department"),
        url="#office",
        body_url="#body",
        mandate_url="#mandate",
        until=date(2028, 4, 30),
    )


def stations() -> list[Station]:
    """A thread from a need to its result."""
    return [
        Station(
            say("Need"),
            [
                Crumb(say("No safe way across Mill Road"), "#1"),
                Crumb(say("38 similar needs"), "#2"),
            ],
            "done",
            date(2026, 3, 2),
        ),
        Station(
            say("Source"),
            [
                Crumb(
                    say("Speed and missing crossings near schools"),
                    "#3",
                )
            ],
            "done",
            date(2026, 4, 11),
        ),
        Station(
            say("Consultation"),
            [Crumb(say("A safer Mill Road"), "#4")],
            "done",
            date(2026, 6, 1),
        ),
        Station(
            say("Decision"),
            [Crumb(say("Council decision 2026/41"), "#5")],
            "done",
            date(2026, 7, 9),
        ),
        Station(
            say("Plan"),
            [
                Crumb(
                    say("Measure 3.2: eight raised crossings"),
                    "#6",
                )
            ],
            "current",
            date(2026, 9, 1),
            say("3 of 8 built"),
        ),
        Station(
            say("Confirmation"),
            [],
            "next",
            None,
            say("residents will be asked"),
        ),
        Station(say("Evaluation"), [], "next"),
    ]


def events() -> list[Event]:
    """A short history."""
    now = timezone.now()
    return [
        Event(
            now - timedelta(hours=3),
            say("Answered, with a promise"),
            say("Works Department"),
            say("Two crossings will be built before school starts."),
            "#entry",
            "good",
        ),
        Event(
            now - timedelta(days=4),
            say("Passed on to the department that may act"),
            say("Front desk"),
            entry_url="#entry",
        ),
        Event(
            now - timedelta(days=9),
            say("The deadline was missed"),
            say("Deadline rule, article 12"),
            tone="bad",
        ),
        Event(
            now - timedelta(days=30),
            say("Raised by a resident"),
            say("A resident"),
            tone="neutral",
        ),
    ]


def boundaries() -> dict[str, Any]:
    """Five invented neighbourhoods as GeoJSON."""
    w, s = 10.09, 54.30
    shapes = [
        (
            say("Riverside"),
            12.0,
            [(0, 0), (4, 0), (3.6, 1.6), (2.2, 2.2), (0, 1.8), (0, 0)],
        ),
        (
            say("Old Town"),
            6.5,
            [(4, 0), (7, 0.3), (6.6, 2.4), (4.8, 2.6), (3.6, 1.6), (4, 0)],
        ),
        (
            say("Mill Hill"),
            21.0,
            [(0, 1.8), (2.2, 2.2), (2.6, 4.4), (0.4, 4.6), (0, 1.8)],
        ),
        (
            say("Harbour"),
            9.2,
            [(2.2, 2.2), (3.6, 1.6), (4.8, 2.6), (5, 4.6), (2.6, 4.4), (2.2, 2.2)],
        ),
        (
            say("North Field"),
            None,
            [(4.8, 2.6), (6.6, 2.4), (8, 3.2), (7.4, 4.8), (5, 4.6), (4.8, 2.6)],
        ),
    ]
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": name, "value": value},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[w + x * 0.012, s + y * 0.008] for x, y in ring]],
                },
            }
            for name, value, ring in shapes
        ],
    }
