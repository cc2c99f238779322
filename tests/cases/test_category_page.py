"""The list of categories: a year of cases beside each, with the same few queries however many there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from commonhall.cases.cases import queries
from commonhall.core import clock
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    first = timezone.localdate().replace(day=1) - timedelta(days=500)
    with clock.replay(timezone.make_aware(datetime(first.year, first.month, 1, 12))):
        return found_hall()


def raise_at(hall: Hall, days_ago: int) -> None:
    with clock.replay(timezone.now() - timedelta(days=days_ago)):
        hall.raise_case()


def test_cases_are_counted_in_their_month_and_no_longer_than_a_year(hall: Hall) -> None:
    first = clock.today().replace(day=1)
    for days in (0, 0, (clock.today() - first).days + 1, 450):
        raise_at(hall, days)
    (counts,) = queries.raised_by_category(clock.today()).values()
    assert counts == [0] * 10 + [1, 2]


def test_the_list_shows_a_year_with_the_same_queries(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    for days in (1, 40, 80):
        raise_at(hall, days)
    caches["local"].clear()
    Client().get("/help/")
    with django_assert_max_num_queries(6):
        page = Client().get("/cases/categories/").content.decode()
    assert page.count('class="spark"') == 1 and "3 cases in twelve months" in page
