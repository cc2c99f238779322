"""How taking part was as an indicator: pooled over what a body held, with its error, and nothing where nobody said it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonhall.core import clock
from commonhall.evaluation.frameworks import measures, observations, packs
from commonhall.evaluation.frameworks.measures import Felt, Observations
from commonhall.evaluation.indicators.facts import Span
from tests.consultations import feedback as talks
from tests.kit import found_hall

SPAN = Span(date(2026, 7, 1), date(2026, 10, 1), "UTC")


def world(*felt: Felt) -> Observations:
    return Observations(
        span=SPAN, by="body", compared=[1, 2], place_of={}, facts=[], schemes={}, felt=felt
    )


def test_points_are_pooled_over_a_year_and_one_question_alone_counts() -> None:
    some = world(
        Felt(9, 1, date(2026, 8, 1), {"heard": [0, 0, 0, 0, 6], "fair": [6, 0, 0, 0, 0]}),
        Felt(9, 1, date(2026, 1, 1), {"heard": [0, 0, 6, 0, 0]}),
        Felt(9, 1, date(2025, 1, 1), {"heard": [9, 0, 0, 0, 0]}),
        Felt(9, 1, date(2026, 10, 1), {"heard": [9, 0, 0, 0, 0]}),
    )
    heard, nobody = measures.compute({"measure": "feedback", "question": "heard"}, some)
    assert (heard.value, heard.asked) == (75, 12) and heard.error > 0
    assert nobody.value is None
    whole, _nobody = measures.compute({"measure": "feedback"}, some)
    assert (whole.value, whole.asked) == (37.5, 6)
    short, _nobody = measures.compute(
        {"measure": "feedback", "question": "heard", "days": 92}, some
    )
    assert (short.value, short.asked) == (100, 6)


@pytest.mark.django_db
def test_the_living_hall_gives_what_was_published(home: Path) -> None:
    hall = found_hall()
    one, people = talks.opened(hall)
    talks.answered(one, *people[:6])
    talks.published(one)
    pack = packs.read(packs.written("taking-part"))
    assert one.closed_on is not None
    day = one.closed_on
    for ends, value in ((date(day.year + 1, 1, 1), 75.0), (day, None)):
        span = Span(date(day.year - 1, 1, 1), ends, "UTC")
        seen = observations.live(pack, hall.unit("root"), span)
        at = seen.compared.index(one.body_id)
        assert measures.compute(pack.sources["heard"], seen)[at].value == value
    assert clock.today() < day
