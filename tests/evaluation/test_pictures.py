"""How we did in words and pictures: whole people, intervals beside every rate, done against solved, few queries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import clock
from commonhall.evaluation.indicators import formulas, pictures, presentation, summary
from commonhall.evaluation.rollup.timers import fold_cases
from commonhall.evaluation.series import queries
from tests.evaluation import kit
from tests.kit import Hall


def row(good: int, asked: int, word: str = "solved", weight: str = "1") -> dict[str, Any]:
    rate = formulas.of_counts(good * formulas.SCALE, asked)
    formula = {"of": "called-back", "counts": {word: weight}}
    return {"name": "Rate", "rate": rate, "combined": False, "formula": formula}


def test_a_rate_of_whole_people_is_said_in_a_sentence() -> None:
    rows = [row(44, 47, "answered-on-time"), row(5, 7), row(0, 0, "satisfied")]
    assert pictures.sentences(rows) == [
        "44 of 47 were answered in time.",
        "5 of 7 say that their matter was solved.",
    ]


def test_a_weighted_rate_counts_no_people() -> None:
    assert pictures.sentences([row(4, 7, "mostly-satisfied", "0.9")]) == []


def test_a_rate_of_one_answer_stands_with_its_interval() -> None:
    one = row(1, 1)["rate"]
    assert presentation.of_few(one) == presentation.interval_words(one) == "21 to 100%"
    assert presentation.of_few(row(40, 47)["rate"]) == ""
    drawn = pictures.shares([row(1, 1)])
    assert "1 of 1" in drawn and "21 to 100%" in drawn
    assert re.search(r'class="share-sure" x1="20\.\d+%" x2="100\.00%"', drawn)


def test_what_was_not_measured_has_no_interval() -> None:
    drawn = pictures.shares([row(0, 0)])
    assert "not measured" in drawn and "share-sure" not in drawn and "interval" not in drawn
    assert pictures.with_intervals("t", [row(0, 0)]) == ""


def test_the_curves_count_what_was_reported_and_what_was_confirmed() -> None:
    scale = formulas.SCALE
    sums = {
        date(2026, 1, 1): {"call-backs": [6 * scale, 9], "refused": [2 * scale, 6]},
        date(2026, 2, 1): {"call-backs": [1 * scale, 5], "refused": [0, 1]},
    }
    cells = re.findall(r'<td class="number">(\d+)</td>', pictures.done_and_solved(sums))
    assert cells == ["9", "4", "5", "1"]
    assert pictures.done_and_solved({date(2026, 1, 1): {}}) == ""


@pytest.mark.django_db
def test_the_part_of_the_menu_opens_with_words_and_pictures(home: Path) -> None:
    hall = kit.old_hall()
    kit.define(hall)
    day = kit.last_month().replace(day=10)
    kit.finished(hall, day, satisfied="yes")
    kit.finished(hall, day, solved=False)
    page = Client().get("/how-we-did/").content.decode()
    assert "2 of 2 were answered in time. 1 of 2 say that their matter was solved." in page
    assert "Reported done, and solved as people say" in page and "95% interval" in page
    rates = Client().get(f"/evaluation/rates/?month={day:%Y-%m}").content.decode()
    assert "1 of 2" in rates and '<span class="interval">9 to 91%</span>' in rates
    assert list(summary.year_of_place(clock.today()))[-1] == kit.last_month()


@pytest.mark.django_db
def test_it_asks_the_same_however_many_cases_there_are(home: Path) -> None:
    hall: Hall = kit.old_hall()
    kit.define(hall)
    day = kit.last_month().replace(day=10)
    counts = []
    for more in (1, 6):
        for _ in range(more):
            kit.finished(hall, day)
        fold_cases()
        Client().get("/help/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert Client().get("/how-we-did/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


@pytest.mark.django_db
def test_a_hall_that_begins_says_that_nobody_was_asked(home: Path) -> None:
    kit.old_hall()
    page = Client().get("/how-we-did/").content.decode()
    assert "Nobody has been asked how it went yet." in page and "<figure" not in page


@pytest.mark.django_db
def test_each_line_of_the_rates_shows_its_year(home: Path) -> None:
    hall = kit.old_hall()
    kit.define(hall)
    last = kit.last_month().replace(day=10)
    before = (last.replace(day=1) - timedelta(days=20)).replace(day=10)
    kit.finished(hall, before, solved=False)
    kit.finished(hall, last)
    page = Client().get(f"/evaluation/rates/?month={last:%Y-%m}").content.decode()
    assert page.count('class="spark"') == 1
    assert "resolution: from 0 to 100" in page


@pytest.mark.django_db
def test_a_series_shows_its_last_values_of_the_whole_or_the_middle_place(home: Path) -> None:
    hall = kit.old_hall()
    one, other, last = kit.series(hall, "air"), kit.series(hall, "green"), kit.last_month()
    earlier = last - timedelta(days=40)
    kit.report(hall, one, earlier, north="10", south="20")
    kit.report(hall, one, last, root="17", north="90")
    kit.report(hall, other, last, north="1")
    kit.report(hall, other, last, north="3")
    assert queries.lately([one, other]) == {one.pk: [15, 17], other.pk: [3]}
    page = Client().get("/evaluation/").content.decode()
    assert page.count('class="spark"') == 1 and "air: from 15 to 17" in page
