"""Every mandate and term that ends is told 180, 90 and 30 days before: to its holders, to who must act, and to all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.core.doctor import examine
from commonhall.law.mandates.models import Mandate
from commonhall.pages.doctor.timers import remind
from commonhall.people.bodies.models import OfficeTerm
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_the_clock_tells_holders_and_those_who_must_act(hall: Hall, mailoutbox: list[Any]) -> None:
    today = clock.today()
    for row in Mandate.objects.exclude(ends=None):
        set_fields(row, ends=today + timedelta(days=3000))
    for term in OfficeTerm.objects.all():
        set_fields(term, ends=today + timedelta(days=3000))
    mandate = Mandate.objects.get(body__code="roads")
    set_fields(mandate, ends=today + timedelta(days=200))
    told: dict[int, set[str]] = {}
    for ahead in (19, 20, 25, 110, 170, 199):
        before = len(mailoutbox)
        with clock.replay(clock.now() + timedelta(days=ahead)):
            remind()
        mails = [one for one in mailoutbox[before:] if "Roads" in one.body]
        told[ahead] = {one.to[0] for one in mails}
        assert all("caretakers do only the routine work" in one.body for one in mails)
        # Others whose body it is not, and who can do nothing, hear nothing.
        assert "parks@example.org" not in told[ahead]
    assert {ahead for ahead, who in told.items() if who} == {20, 110, 170}
    assert {"roads@example.org", "chair@example.org", "clerk@example.org"} <= told[20]


def test_two_offices_that_end_on_one_day_are_both_told(hall: Hall, mailoutbox: list[Any]) -> None:
    day = clock.today() + timedelta(days=100)
    for term in OfficeTerm.objects.filter(office__body__code__in=("parks", "roads")):
        set_fields(term, ends=day)
    remind()
    for code in ("parks", "roads"):
        [letter] = [one for one in mailoutbox if one.to == [f"{code}@example.org"]]
        assert f"/bodies/{hall.body(code).pk}/" in letter.body


def test_the_doctor_and_the_public_list_say_what_follows(hall: Hall) -> None:
    today = clock.today()
    term = OfficeTerm.objects.get(office__code="parks-desk")
    set_fields(term, ends=today + timedelta(days=99))
    term.refresh_from_db()
    [found] = [one for one in examine(today) if one.about == term.ref]
    assert found.day == term.ends and "caretakers" in str(found.follows)
    assert found.as_dict()["follows"]
    page = Client().get("/law/terms/").content.decode()
    assert "term ends" in page and "After that, caretakers do only the routine work" in page
    rows = Client().get("/api/v1/law/terms").json()
    [row] = [one for one in rows if one["ref"] == term.ref]
    assert (row["kind"], row["day"]) == ("term", term.ends.isoformat())
