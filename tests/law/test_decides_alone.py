"""Whoever founds a hall with a council of one is told that one person then decides alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.core import clock
from commonhall.core.doctor import examine
from tests.decisions.council import seat
from tests.kit import found_hall, signed_in


def told() -> list[str]:
    return [str(one.text) for one in examine(clock.today()) if one.code == "decides-alone"]


@pytest.mark.django_db
def test_a_council_of_one_is_named_until_it_has_a_second_member(home: Path) -> None:
    hall = found_hall()
    words = "Council has one office. Its holder alone makes decisions that need a resolution."
    assert told() == [words]
    assert words in signed_in(hall.clerk).get("/doctor/").content.decode()
    seat(hall, 1)
    assert told() == []
