"""Whoever must keep a minimum standard does not talk it into being kept: not by a value of its own, not by measuring
nothing, not by waiting until lateness is forgotten; and those who live below it are heard, in confidence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.promises.models import Promise
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from commonhall.services.minimum_standards import actions, timers
from commonhall.services.minimum_standards.models import (
    Alarm,
    Measurement,
    MinimumStandard,
    ResidentWord,
)
from commonhall.services.minimum_standards.resident_actions import say_how_it_is
from tests.actions.samples import set_fields
from tests.asking_kit import confirmed
from tests.kit import MEASURED, Hall, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def water(hall: Hall, unit: str = "north", **given: Any) -> MinimumStandard:
    return actions.set_minimum_standard.perform(
        hall.chair,
        names=texts("Water"),
        measure="reported",
        threshold=Decimal(90),
        at_least=True,
        body=hall.body("parks"),
        unit=hall.unit(unit),
        **given,
    ).result


def report(hall: Hall, standard: MinimumStandard, value: int) -> Measurement:
    return actions.report_value.perform(
        hall.parks, standard, unit=hall.unit("north"), value=Decimal(value), **MEASURED
    ).result


def shown(standard: MinimumStandard) -> dict[str, Any]:
    (found,) = Client().get(f"/api/v1/minimum-standards/{standard.pk}").json()["standings"]
    return dict(found)


def listed(standard: MinimumStandard) -> str:
    page = Client().get("/services/minimum-standards/").content.decode()
    return page.partition(standard.get_absolute_url())[2].partition("</li>")[0]


def test_a_value_of_its_own_does_not_read_as_kept(hall: Hall) -> None:
    standard = water(hall)
    report(hall, standard, 40)
    report(hall, standard, 99)
    said = shown(standard)
    assert (said["value"], said["holds"], said["claimed"]) == (99, False, True)
    assert (said["body"], said["method"]) == ("parks", MEASURED["method"])
    page = Client().get(standard.get_absolute_url()).content.decode().partition("<h2>Alarms")[0]
    assert "broken" in page and "waiting for a second office" in page and ">is met<" not in page


def test_a_struck_value_is_confirmed_by_nobody(hall: Hall) -> None:
    standard = water(hall)
    report(hall, standard, 40)
    value = report(hall, standard, 99)
    set_fields(value, struck_on=clock.today())
    with pytest.raises(Refused):
        actions.confirm_value.perform(
            hall.chair, standard, unit=hall.unit("north"), seen="I was there."
        )
    assert Alarm.objects.get().ended_at is None


def test_a_value_says_how_it_was_measured_and_where_that_is_checked(hall: Hall) -> None:
    standard = water(hall)
    for name in MEASURED:
        with pytest.raises(BadInput) as caught:
            actions.report_value.perform(
                hall.parks,
                standard,
                unit=hall.unit("north"),
                value=Decimal(99),
                **{**MEASURED, name: " "},
            )
        assert caught.value.field == name
    assert not Measurement.objects.exists()


def test_lateness_stays_after_the_alarm_has_ended(hall: Hall) -> None:
    standard = water(hall, days=5)
    report(hall, standard, 40)
    with kit.later(12):
        report(hall, standard, 99)
        actions.confirm_value.perform(
            hall.chair, standard, unit=hall.unit("north"), seen="I was there."
        )
    with kit.later(400):
        page = Client().get(standard.get_absolute_url()).content.decode()
        (alarm,) = Client().get("/api/v1/alarms").json()["items"]
    assert alarm["ended_at"] and alarm["days_late"] == 7
    assert "7 days late" in page


# --- what nobody measured -------------------------------------------------------------------------
def test_what_nobody_measures_never_reads_as_kept_and_raises_an_alarm(hall: Hall) -> None:
    standard = water(hall, measure_days=30)
    assert shown(standard)["holds"] is None
    assert "not measured in 1 place" in listed(standard) and "is met" not in listed(standard)
    with kit.later(30):
        assert timers.alarm_what_is_not_measured() == 0
    with kit.later(31):
        assert [timers.alarm_what_is_not_measured() for _twice in range(2)] == [1, 0]
    alarm = Alarm.objects.get()
    assert (alarm.why, alarm.value, alarm.case.body.code) == ("unmeasured", None, "parks")
    assert Promise.objects.get(thing=alarm.ref).first_on == alarm.due_on
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_a_value_grows_old(hall: Hall) -> None:
    standard = water(hall, measure_days=30)
    report(hall, standard, 99)
    assert shown(standard)["holds"] is True and "is met" in listed(standard)
    with kit.later(31):
        assert shown(standard)["holds"] is None and "is met" not in listed(standard)
        assert timers.alarm_what_is_not_measured() == 1
        report(hall, standard, 99)
        assert Alarm.objects.get().ended_at is None, "whoever owes the value ends no alarm with it"
        actions.confirm_value.perform(
            hall.chair, standard, unit=hall.unit("north"), seen="I was there."
        )
    assert Alarm.objects.get().ended_at is not None


def test_what_is_measured_too_late_and_is_broken_has_its_own_alarm(hall: Hall) -> None:
    standard = water(hall, measure_days=30)
    with kit.later(31):
        timers.alarm_what_is_not_measured()
        report(hall, standard, 40)
    assert [(one.why, one.ended_at is None) for one in Alarm.objects.order_by("pk")] == [
        ("unmeasured", False),
        ("broken", True),
    ]


# --- what residents say ---------------------------------------------------------------------------
def said(people: list[Any], standard: MinimumStandard, holds: bool) -> None:
    for one in people:
        say_how_it_is.perform(one, minimum_standard=standard, holds=holds)


def test_those_below_the_line_are_heard_and_not_counted_in_public(hall: Hall) -> None:
    standard = water(hall)
    people = confirmed(hall, 5)
    before = Entry.objects.count()
    said(people[:4], standard, False)
    said(people[:1], standard, False)
    assert timers.hear_residents() == 0 and not Alarm.objects.exists()
    assert Entry.objects.count() == before + 5
    for entry in Entry.objects.order_by("-pk")[:5]:
        body = entry.body if isinstance(entry.body, str) else str(entry.body)
        assert standard.ref not in body and hall.unit("north").ref not in body
    assert shown(standard)["holds"] is None
    said(people[4:], standard, False)
    assert not Alarm.objects.exists(), "an alarm's moment does not point at who spoke last"
    assert [timers.hear_residents() for _twice in range(2)] == [1, 0]
    alarm = Alarm.objects.get()
    assert (alarm.why, alarm.value, alarm.unit.code) == ("said", None, "north")
    assert shown(standard)["holds"] is False


def test_old_words_count_no_longer_and_are_forgotten(hall: Hall) -> None:
    standard = water(hall)
    people = confirmed(hall, 5)
    said(people[:4], standard, False)
    with kit.later(32):
        said(people[4:], standard, False)
        assert timers.hear_residents() == 0
    with kit.later(64):
        timers.hear_residents()
        assert ResidentWord.objects.count() == 1


def test_only_those_who_live_there_speak(hall: Hall) -> None:
    standard = water(hall, "south")
    with pytest.raises(BadInput):
        said(confirmed(hall, 1), standard, False)
    with pytest.raises(Refused):
        said([hall.resident], standard, False)
    assert not ResidentWord.objects.exists()


@pytest.mark.parametrize(
    ("yes", "no", "ends"), [(4, 0, False), (5, 0, True), (5, 5, False), (6, 5, True)]
)
def test_enough_residents_end_an_alarm_that_its_body_says_is_mended(
    hall: Hall, yes: int, no: int, ends: bool
) -> None:
    standard = water(hall)
    report(hall, standard, 40)
    people = confirmed(hall, yes + no)
    said(people[:yes], standard, True)
    timers.hear_residents()
    assert Alarm.objects.get().ended_at is None, "before its body says that it is mended"
    report(hall, standard, 99)
    said(people[:yes], standard, True)
    said(people[yes:], standard, False)
    timers.hear_residents()
    alarm = Alarm.objects.get()
    assert (alarm.ended_at is not None, alarm.by_residents) == (ends, ends)
