"""Doors of evaluation: definitions, series, frameworks, weights, marks and replies by page and program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.evaluation.editions.models import Mark, ResidentMark, WeightVote
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.series.models import Series, Value
from commonhall.people import actors
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person
from tests.evaluation import kit
from tests.kit import Hall, signed_in
from tests.open_data.test_api import key_of, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return kit.old_hall()


def test_values_are_written_as_lines_or_sent_as_rows(hall: Hall) -> None:
    noise = kit.series(hall, "noise")
    parks = signed_in("parks", hall.parks.ref)
    address = f"/evaluation/series/{noise.pk}/report-values/"
    assert f'href="{address}"' in parks.get(noise.get_absolute_url()).content.decode()
    assert address not in Client().get(noise.get_absolute_url()).content.decode()
    wrong = parks.post(address, {"values": "north,2026-01-01,12.5\nmars,never,1"})
    assert wrong.status_code == 400 and "Line 2, place" in wrong.content.decode()
    assert not Value.objects.exists()
    lines = "place,on,value\nnorth,2026-01-01,12.5"
    assert parks.post(address, {"values": lines}).status_code == 302
    assert parks.post(address, {"values": "south,2026-01-01,3,250"}).status_code == 302
    key = key_of("parks", hall.parks.ref)
    path = f"/series/{noise.pk}/report-values"
    row: dict[str, Any] = {"place": "north", "on": "2026-02-01", "value": "4.5"}
    assert post(path, {"values": [row]}, key).status_code == 200
    for bad in ([], [{**row, "place": "mars"}], [{**row, "when": "x"}], "north", [1]):
        answer = post(path, {"values": bad}, key)
        assert (answer.status_code, answer.json()["field"]) == (422, "values"), bad
    assert Value.objects.count() == 3
    assert Value.objects.get(unit__code="south").asked == 250


def test_who_measures_finds_the_way_and_who_is_measured_does_not(hall: Hall) -> None:
    kit.define(hall)
    judge = signed_in_as_reviewer(hall)
    page = judge.get("/evaluation/").content.decode()
    for address in ("frameworks/propose/", "series/propose/", "definitions/propose-definition/"):
        assert f"/evaluation/{address}" in page
    for other in (Client(), signed_in("parks", hall.parks.ref)):
        assert "/evaluation/series/propose/" not in other.get("/evaluation/").content.decode()
    sent = {"code": "trees", "names_en": "Trees", "body": hall.body("parks").pk, "up": "yes"}
    assert judge.post("/evaluation/series/propose/", {**sent, "code": "a b"}).status_code == 400
    assert judge.post("/evaluation/series/propose/", sent).status_code == 302
    assert not Series.objects.filter(code="trees").exists()
    assert _agreed(hall).status_code == 302 and Series.objects.get(code="trees").up
    made = judge.post(
        "/evaluation/definitions/propose-definition/",
        {
            "scheme": "own",
            "code": "solved",
            "names_en": "Solved",
            "starts": "2035-01-01",
            "formula": '{"of": "called-back", "counts": {"solved": "1"}}',
        },
    )
    assert made.status_code == 302 and not Definition.objects.filter(scheme="own").exists()
    assert _agreed(hall).status_code == 302 and Definition.objects.filter(scheme="own").exists()
    given = {"unit": hall.unit("root").pk, "starts": kit.last_month().isoformat()}
    assert judge.post("/evaluation/frameworks/propose/", given).status_code == 400
    both = {**given, "ready": "three-rates", "pack": "x"}
    assert judge.post("/evaluation/frameworks/propose/", both).status_code == 400
    ready = {**given, "ready": "three-rates"}
    assert judge.post("/evaluation/frameworks/propose/", ready).status_code == 302
    assert _agreed(hall).status_code == 302
    framework = Framework.objects.get()
    end = f"/evaluation/frameworks/{framework.pk}/propose-framework-end/"
    assert f'href="{end}"' in judge.get(framework.get_absolute_url()).content.decode()
    assert judge.post(end, {"reason": "It is replaced."}).status_code == 302
    assert _agreed(hall).status_code == 302
    assert end not in judge.get(framework.get_absolute_url()).content.decode()


def _agreed(hall: Hall) -> Any:
    """The council agrees to what waits, on its page."""
    waiting = DefinitionProposal.objects.get(state="waiting")
    address = f"{waiting.get_absolute_url()}confirm/"
    return signed_in(hall.chair).post(address, {"seen": "Old beside new."})


def signed_in_as_reviewer(hall: Hall) -> Client:
    """A browser of whoever holds the reviewer's office."""
    from commonhall.people.accounts.models import Account

    reviewer = kit.reviewer(hall)
    person = Person.objects.get(pk=reviewer.person)
    account = person.account or Account.objects.create_user("judge@example.org")
    person.account = account
    person.save()
    return signed_in(actors.as_office(person, Office.objects.get(code="reviewer")))


def test_residents_weigh_and_mark_by_page_and_program(hall: Hall) -> None:
    kit.measured(hall)
    social = kit.framework(hall, "social-governance")
    twelve = kit.framework(hall, "twelve-principles")
    resident, key = signed_in("resident"), key_of("resident")
    weigh, marks = (
        f"/evaluation/frameworks/{social.pk}/weigh/",
        f"/evaluation/frameworks/{twelve.pk}/mark-as-resident/",
    )
    assert f'href="{weigh}"' in resident.get(social.get_absolute_url()).content.decode()
    assert f'href="{marks}"' in resident.get(twelve.get_absolute_url()).content.decode()
    assert resident.post(weigh, {"part_living": "95"}).status_code == 400
    assert resident.post(weigh, {"part_living": "100"}).status_code == 302
    assert 'value="100"' in resident.get(weigh).content.decode()
    path = f"/frameworks/{social.pk}/weigh"
    for bad in ({"living": 99}, {"living": "all"}, [1]):
        answer = post(path, {"points": bad}, key)
        assert (answer.status_code, answer.json()["field"]) == (422, "points"), bad
    assert post(path, {"points": {"heard": 50, "living": 50}}, key).status_code == 200
    assert WeightVote.objects.get().points == {"heard": 50, "living": 50}
    refused = post(f"/frameworks/{twelve.pk}/weigh", {"points": {"openness": 100}}, key)
    assert refused.json()["code"] == "wrong-state"
    assert resident.post(marks, {"mark_openness": "3"}).status_code == 302
    path = f"/frameworks/{twelve.pk}/mark-as-resident"
    assert post(path, {"marks": {"ethics": 2}}, key).status_code == 200
    assert ResidentMark.objects.count() == 2


def test_an_office_marks_with_evidence_on_the_page(hall: Hall) -> None:
    twelve = kit.framework(hall, "twelve-principles")
    parks, address = (
        signed_in("parks", hall.parks.ref),
        f"/evaluation/frameworks/{twelve.pk}/mark/",
    )
    sent = {"indicator": "openness", "value": "3", "text": "See.", "evidence": "/record/"}
    assert parks.post(address, {**sent, "evidence": " "}).status_code == 400
    assert parks.post(address, {**sent, "indicator": "magic"}).status_code == 400
    assert parks.post(address, sent).status_code == 302
    assert Mark.objects.get().value == 3
