"""Deadlines in working days: days of rest and holidays of the place are left out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from commonhall.core import clock
from commonhall.law.hall_settings.working_days import after, read, written
from commonhall.law.instruments.models import Deadline
from commonhall.law.limits.actions import set_deadline
from commonhall.law.queries import due_day
from tests.actions.samples.law import own
from tests.actions.test_every_action import raw
from tests.kit import Hall, found_hall, signed_in

FRIDAY = date(2026, 12, 18)


@pytest.mark.parametrize(
    ("days", "rest", "holidays", "last"),
    [
        (1, {6, 7}, set(), date(2026, 12, 21)),
        (5, {6, 7}, {"2026-12-25"}, date(2026, 12, 28)),
        (10, {6, 7}, {"2026-12-25", "2027-01-01"}, date(2027, 1, 5)),
        (1, {5, 6}, set(), date(2026, 12, 20)),
        (7, set(), set(), date(2026, 12, 25)),
        (0, {6, 7}, set(), FRIDAY),
    ],
)
def test_rest_and_holidays_are_left_out(
    days: int, rest: set[int], holidays: set[str], last: date
) -> None:
    assert after(FRIDAY, days, rest, holidays) == last


def test_lines_are_read_and_a_wrong_one_is_named() -> None:
    text = "2026-12-26 Boxing Day\n\n2026-12-25 Christmas Day"
    found = read(text)
    assert list(found) == ["2026-12-25", "2026-12-26"] and read(written(found)) == found
    for wrong in ("25.12.2026 x", "2026-13-01", "20261225 x"):
        with pytest.raises(ValidationError, match="Line 2"):
            read(f"2026-12-25\n{wrong}")
    with pytest.raises(ValidationError, match="forty"):
        read("\n".join(f"2026-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 26)))


@pytest.mark.django_db
def test_a_case_is_due_after_the_working_days_of_the_place(home: Path) -> None:
    hall = found_hall()
    raw(Deadline, duty="answer-cases")
    today = clock.today()
    set_deadline.perform(
        hall.chair,
        provision=own(hall),
        duty="answer-cases",
        days=10,
        starts=today,
        working=True,
    )
    plain = after(today, 10, {6, 7}, set())
    assert hall.raise_case().due_on == plain == due_day("answer-cases", today)
    client = signed_in(hall.chair)
    sent = client.post(
        "/law/set-working-days/", {"rest": ["6", "7"], "holidays": f"{plain.isoformat()} Fair"}
    )
    assert sent.status_code == 302, sent.content
    case = hall.raise_case()
    assert case.due_on == after(today, 10, {6, 7}, {plain.isoformat()}) and case.due_on > plain
    page = Client().get(f"/law/{own_law(hall)}/").content.decode()
    assert "(working days)" in page


def own_law(hall: Hall) -> Any:
    return Deadline.objects.get(working=True).provision.instrument_id
