"""How the indicators of an edition hang together: what is said, from what, and when nothing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import clock
from commonhall.core.models import _writing
from commonhall.evaluation.editions import structure
from commonhall.evaluation.editions.computing import text_of
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.editions.timers import publish_editions
from commonhall.evaluation.frameworks import packs
from tests.evaluation import kit
from tests.evaluation.test_editions import edition_of
from tests.kit import Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    made = kit.old_hall()
    kit.measured(made)
    return made


def of_many(edition: Edition, values: dict[str, list[float]], **more: Any) -> Edition:
    """The edition as if these values had been measured, one a place."""
    count = len(next(iter(values.values())))
    units = list(range(1, count + 1))
    score = np.mean(list(values.values()), axis=0)
    token = _writing.set(True)
    try:
        Edition.objects.filter(pk=edition.pk).update(
            inputs={
                "units": units,
                "values": {
                    name: [[text_of(one), 50] for one in found] for name, found in values.items()
                },
                **more,
            },
            outcome={
                **edition.outcome,
                "weights": {name: str(1 / len(values)) for name in values},
                "rows": [
                    {"unit": unit, "rank": at + 1, "score": text_of(float(score[at]))}
                    for at, unit in enumerate(units)
                ],
            },
        )
    finally:
        _writing.reset(token)
    return Edition.objects.select_related("framework").get(pk=edition.pk)


def names_of(edition: Edition) -> list[str]:
    return [one.id for one in packs.read(edition.pack).framework.indicators]


def found_in(edition: Edition) -> structure.Structure:
    found = structure.structure(packs.read(edition.pack), edition)
    assert found is not None
    return found


def test_too_few_places_say_nothing(hall: Hall) -> None:
    edition = edition_of(hall)
    page = Client().get(f"/evaluation/editions/{edition.pk}/structure/").content.decode()
    assert "There are too few places to say" in page and "<table" not in page
    assert (
        f"/evaluation/editions/{edition.pk}/structure/"
        in Client().get(edition.get_absolute_url()).content.decode()
    )


def test_what_goes_together_and_what_goes_against(hall: Hall) -> None:
    edition = edition_of(hall)
    names = names_of(edition)[:3]
    numbers = np.random.default_rng(5)
    first = numbers.normal(size=12)
    values = {
        names[0]: list(first),
        names[1]: list(first + 0.01 * numbers.normal(size=12)),
        names[2]: list(-first + numbers.normal(size=12)),
    }
    signs = {one.id: one.direction for one in packs.read(edition.pack).framework.indicators}
    values = {name: [signs[name] * one for one in found] for name, found in values.items()}
    edition = of_many(edition, values, economy=[[text_of(3 * one), 1] for one in first])
    found = found_in(edition)
    assert found.places == 12 and found.steady
    assert {found.same[0].one, found.same[0].other} == {found.names[0], found.names[1]}
    assert len(found.same) == 1 and len(found.against) == 2
    assert found.reliable is None or found.reliable.alpha < 0.7
    assert sum(one.share for one in found.directions) <= 1 + 1e-9
    assert found.links[0].edition is None and found.links[0].found.count == 12
    page = Client().get(f"/evaluation/editions/{edition.pk}/structure/")
    words = page.content.decode()
    assert page.status_code == 200
    for heading in ("Nearly the same", "Against each other", "How many things are measured"):
        assert heading in words
    assert "The economic value beside the index" in words


def test_a_place_without_a_value_is_left_out(hall: Hall) -> None:
    edition = edition_of(hall)
    names = names_of(edition)[:2]
    values = {name: [float(at * at % 7) for at in range(8)] for name in names}
    edition = of_many(edition, values)
    edition.inputs["values"][names[0]][2][0] = None
    edition.outcome["rows"][5]["rank"] = 0
    found = found_in(edition)
    assert found.places == 6 and not found.steady


def test_what_is_the_same_everywhere_is_left_out(hall: Hall) -> None:
    edition = edition_of(hall)
    one, other, level = names_of(edition)[:3]
    values = {one: [float(at % 5) for at in range(9)], other: [float(at % 4) for at in range(9)]}
    edition = of_many(edition, {**values, level: [3.0] * 9})
    found = found_in(edition)
    assert len(found.names) == 2 and len(found.level) == 1
    page = Client().get(f"/evaluation/editions/{edition.pk}/structure/").content.decode()
    assert f"The same everywhere, so left out: {found.level[0]}" in page
    edition = of_many(edition, {one: values[one], level: [3.0] * 9})
    assert structure.structure(packs.read(edition.pack), edition) is None


def test_it_asks_the_same_however_many_places(hall: Hall) -> None:
    edition = edition_of(hall)
    address = f"/evaluation/editions/{edition.pk}/structure/"
    Client().get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(address).status_code == 200
        return len(queries)

    few = asked()
    names = names_of(edition)[:3]
    of_many(
        edition, {name: [float((at * 7 + len(name)) % 11) for at in range(60)] for name in names}
    )
    assert asked() <= few <= 8


def test_respondents_have_no_such_page(hall: Hall) -> None:
    start = clock.today().replace(month=1, day=1)
    start = start.replace(year=start.year - 1)
    kit.framework(hall, "twelve-principles", starts=start)
    with clock.replay(kit.noon(clock.today().replace(month=2, day=1))):
        publish_editions()
    edition = Edition.objects.get()
    assert Client().get(f"/evaluation/editions/{edition.pk}/structure/").status_code == 404
