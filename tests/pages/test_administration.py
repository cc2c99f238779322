"""Administration and the doctor: for those in office, each fault with the page that mends it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.core.doctor import Finding, examine, is_ready
from commonhall.law.mandates.models import Mandate
from commonhall.pages.doctor.timers import remind
from commonhall.people.bodies.actions import appoint, end_term, establish_body
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.record.models import Entry
from commonhall.site import cli
from tests.actions.samples import set_fields
from tests.kit import Hall, found_hall, person, signed_in
from tests.words import texts


@pytest.fixture
def hall(home: Path) -> Hall:
    """The small hall, with somebody in every body."""
    found, day = found_hall(), clock.today()
    appoint.perform(
        found.clerk,
        Office.objects.get(code="reviewer"),
        person=person("reviewer"),
        starts=day,
        ends=day + timedelta(days=1000),
    )
    return found


def codes(findings: Iterable[Finding], level: str = "") -> set[str]:
    return {one.code for one in findings if not level or one.level == level}


@pytest.mark.django_db
def test_a_body_for_which_nobody_can_act_is_a_fault_and_its_page_mends_it(hall: Hall) -> None:
    today = clock.today()
    assert is_ready(examine(today))
    end_term.perform(hall.chair, OfficeTerm.objects.get(office__code="parks-desk"))
    establish_body.perform(
        hall.chair, code="quiet", names=texts("Quiet"), kind="agency", unit=hall.unit("root")
    )
    found = {one.code: one for one in examine(today)}
    assert found["nobody-acts"].mend == f"/bodies/{hall.body('parks').pk}/"
    assert found["no-office"].mend == f"/bodies/{hall.body('quiet').pk}/"
    assert not is_ready(found.values())


@pytest.mark.django_db
def test_what_will_stop_is_named_with_its_day(hall: Hall) -> None:
    today = clock.today()
    term = OfficeTerm.objects.get(office__code="parks-desk")
    set_fields(term, ends=today + timedelta(days=90))
    mandate = Mandate.objects.get(body=hall.body("roads"))
    set_fields(mandate, ends=today + timedelta(days=30))
    soon = {one.code: one.day for one in examine(today) if one.level == "soon"}
    assert soon["term-ends"] == today + timedelta(days=90)
    assert soon["mandate-ends"] == today + timedelta(days=30)
    days = [one.day for one in examine(today) if one.level == "soon"]
    assert days == sorted(days)  # type: ignore[type-var]
    later = examine(today + timedelta(days=31))
    assert "caretakers" in codes(later, "soon")
    assert "no-mandate" in codes(examine(today + timedelta(days=121)), "fault")


@pytest.mark.django_db
def test_a_category_nobody_answers_is_a_fault(hall: Hall) -> None:
    lamps = Category.objects.get()
    set_fields(lamps, body=hall.body("council"))
    assert "category-without-body" in codes(examine(clock.today()), "fault")
    set_fields(lamps, ended_on=clock.today())
    assert "no-category" in codes(examine(clock.today()), "fault")


@pytest.mark.django_db
def test_a_clock_that_went_back_is_seen(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    then = Entry.objects.latest("recorded_at").recorded_at - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: then)
    assert "clock" in codes(examine(clock.today()), "fault")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/doctor/", "/administration/"])
def test_pages_are_for_those_in_office_and_offer_what_their_office_may(
    hall: Hall, address: str
) -> None:
    assert Client().get(address).status_code == 302
    resident = signed_in(hall.resident).get(address).content.decode()
    assert "for people who act in an office" in resident and "/bodies/5/" not in resident
    chair = signed_in(hall.chair).get(address)
    assert chair.status_code == 200
    if address == "/administration/":
        assert "/bodies/establish/" in chair.content.decode()
        parks = signed_in(hall.parks).get(address).content.decode()
        assert "/bodies/establish/" not in parks and "/bodies/" in parks
        assert 'href="/administration/"' in signed_in(hall.parks).get("/").content.decode()
        assert 'href="/administration/"' not in signed_in(hall.resident).get("/").content.decode()


@pytest.mark.django_db
def test_the_command_says_it_as_json_and_by_its_end(
    hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ready"] is True
    assert {"code", "level", "text", "mend", "day", "follows"} == set(said["findings"][0])
    set_fields(Category.objects.get(), body=None)
    assert cli.main(["doctor"]) == 1
    assert "Not ready." in capsys.readouterr().out


@pytest.mark.django_db
def test_letters_go_out_once_at_each_distance_to_those_who_can_prevent_it(
    hall: Hall, mailoutbox: list[Any]
) -> None:
    today = clock.today()
    term = OfficeTerm.objects.get(office__code="parks-desk")
    set_fields(term, ends=today + timedelta(days=200))
    day = {}
    for ahead in (0, 20, 21, 110, 111, 170, 171):
        before = len(mailoutbox)
        with clock.replay(clock.now() + timedelta(days=ahead)):
            remind()
        day[ahead] = [one for one in mailoutbox[before:] if "Parks desk" in one.body]
    assert [ahead for ahead, letters in day.items() if letters] == [20, 110, 170]
    # The chair, and in the founding period the desk, may fill the office; elections are entered and confirmed by others.
    assert {one.to[0] for one in day[20]} == {
        "chair@example.org",
        "clerk@example.org",
        "reviewer@example.org",
        # Whose term it is.
        "parks@example.org",
    }
    assert "/bodies/" in day[20][0].body
