"""The opinion map: hidden while few take part, large enough to be read on a phone."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from commonhall.consultations.conversations import opinion_content, opinion_map, opinions
from tests.consultations import kit
from tests.kit import Hall, found_hall


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def results(hall: Hall, each: int) -> str:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation, each)
    opinions.refresh(conversation)
    return Client().get(f"/conversations/{conversation.pk}/results/").content.decode()


@pytest.mark.django_db
def test_of_few_people_no_map_is_shown_and_the_page_says_why(hall: Hall) -> None:
    page = results(hall, opinion_content.LEAST_ON_MAP // 2 - 1)
    assert "<title>Opinion map</title>" not in page
    assert "The opinion map is shown from 20 people on." in page


@pytest.mark.django_db
def test_from_twenty_people_on_there_is_one(hall: Hall) -> None:
    page = results(hall, opinion_content.LEAST_ON_MAP // 2)
    assert "<title>Opinion map</title>" in page and "people on. Of fewer" not in page


def drawn(people: int) -> str:
    chance = np.random.default_rng(1)
    at = chance.uniform(100, 400, (people, 2))
    return "".join(opinion_map._marks(at, np.zeros(people, dtype=int), 1))


@pytest.mark.parametrize(("people", "least"), [(20, 8.0), (400, 6.0), (1000, 4.0)])
def test_marks_can_be_seen_on_a_phone(people: int, least: float) -> None:
    """A circle is 8 wide in the drawing, and the drawing half as large on a phone."""
    (scale,) = set(re.findall(r"scale\(([\d.]+)\)", drawn(people)))
    assert 8 * float(scale) * 358 / opinion_map.WIDTH >= least - 0.1


def test_marks_stand_where_they_belong_however_large() -> None:
    at = np.array([[220.0, 110.0]])
    (path,) = opinion_map._marks(at, np.zeros(1, dtype=int), 1)
    scale = float(re.search(r"scale\(([\d.]+)\)", path)[1])  # type: ignore[index]
    x, y = map(int, re.search(r"M(\d+) (\d+)", path).groups())  # type: ignore[union-attr]
    assert abs(x * scale - 220) < 2 and abs(y * scale - 110) < 2
