"""The thread leads back from a result to those who asked, and never says done of what came to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import registry, threads
from commonhall.actions.models import Notification
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards.models import Alarm
from tests import asking_kit
from tests.actions.samples import delivery, set_fields
from tests.actions.samples.services import standard
from tests.cases.mail_kit import run_jobs
from tests.kit import MEASURED, Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def source_of(hall: Hall, *raisers: Any) -> Source:
    cases = [hall.raise_case(by, title=f"Dark {at}") for at, by in enumerate(raisers)]
    return source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=cases,
    ).result


def stations(ref: str) -> dict[str, Any]:
    return {str(one.kind): one for one in threads.of(ref).stations}


def test_from_a_result_back_to_those_who_asked(hall: Hall) -> None:
    people = asking_kit.confirmed(hall, 2)
    source = source_of(hall, hall.resident, *people, people[0])
    talk = asking_kit.opened(hall, source.ref)
    found = stations(talk.ref)
    assert found["Need"].state == "done" and len(found["Need"].items) == 4
    page = Client().get(talk.get_absolute_url()).content.decode()
    assert "asked by 3 people" in page
    said = Client().get(f"/api/v1/threads/{talk.ref}").json()
    assert (said["people"], said["cut"]) == (3, False)
    assert [one["station"] for one in said["items"]][:5] == ["need"] * 4 + ["source"]
    assert Client().get("/api/v1/threads/cases.case:999").status_code == 404


def test_who_raised_a_need_is_told_at_each_station(hall: Hall) -> None:
    source = source_of(hall, hall.resident)
    talk = asking_kit.opened(hall, source.ref)
    run_jobs()
    told = Notification.objects.filter(account_id=hall.resident.account).values_list(
        "ref", flat=True
    )
    assert {source.ref, talk.ref} <= set(told)
    assert not Notification.objects.filter(account_id=hall.parks.account, ref=talk.ref).exists()


def test_one_station_is_no_thread(hall: Hall) -> None:
    case = hall.raise_case()
    assert threads.of(case.ref).stations == []
    assert "From need to result" not in Client().get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("state", "shown"), [("passed", "current"), ("rejected", "stopped"), ("annulled", "stopped")]
)
def test_a_refused_decision_is_not_done(hall: Hall, state: str, shown: str) -> None:
    motion = kit.decided(hall)
    set_fields(motion, state=state)
    assert stations(motion.ref)["Decision"].state == shown


def test_words_on_what_was_delivered_are_stations(hall: Hall) -> None:
    one = delivery.confirm_item(hall)
    action = registry.actions()["delivery.confirm_item"]
    word = action.perform(one.actor, item=one.thing, **{**one.given, "good": True}).result
    assert one.thing is not None
    found = stations(one.thing.ref)["Confirmation"]
    assert (found.state, len(found.items)) == ("done", 1)
    action.perform(one.actor, item=one.thing, good=False, text="It is dark still.")
    assert word.ref in threads.of(one.thing.ref).found
    assert stations(one.thing.ref)["Confirmation"].state == "stopped"


def test_the_end_of_an_alarm_is_a_station(hall: Hall) -> None:
    made, north = standard(hall, "north"), hall.unit("north")
    for value in (70, 99):
        standard_actions.report_value.perform(hall.parks, made, unit=north, value=value, **MEASURED)
    assert "Confirmation" not in [k for k, one in stations(made.ref).items() if one.items]
    standard_actions.confirm_value.perform(hall.chair, made, unit=north, seen="I was there.")
    found = stations(made.ref)["Confirmation"]
    assert (found.state, len(found.items)) == ("done", 1)
    assert Alarm.objects.get().ref in threads.of(made.ref).found
