"""Sources: what gathers, who may, and whether it comes back after it was dealt with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonhall.actions.models import Link, Notification
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import actions as category_actions
from commonhall.cases.sources import actions, recurrence, recurrence_actions
from commonhall.cases.sources.models import Source
from commonhall.cases.sources.timers import watch_sources
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.models import Provision
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.cases.mail_kit import run_jobs
from tests.cases.test_browser import lend
from tests.kit import Hall, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def source(hall: Hall) -> Source:
    return actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[hall.raise_case()],
    ).result


def test_later_cases_are_gathered_once_and_stand_in_the_thread(hall: Hall, source: Source) -> None:
    later = [hall.raise_case(title=f"Dark {number}") for number in range(2)]
    actions.gather_cases.perform(hall.parks, source=source, cases=later)
    assert source.cases.count() == 3
    assert Link.objects.filter(to_ref=source.ref, kind="has-source").count() == 3
    with pytest.raises(BadInput) as caught:
        actions.gather_cases.perform(hall.parks, source=source, cases=later)
    assert caught.value.field == "cases"
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_only_the_responsible_body_gathers_and_only_while_the_law_lets_it(
    hall: Hall, source: Source
) -> None:
    case = hall.raise_case()
    for actor in (hall.roads, hall.resident):
        with pytest.raises(Refused):
            actions.gather_cases.perform(actor, source=source, cases=[case])
    provision = Provision.objects.get(
        competences__power="name-sources", competences__body__code="parks"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE law_provision SET ends = %s WHERE id = %s",
            [clock.today() - timedelta(days=1), provision.pk],
        )
    with pytest.raises(Refused):
        actions.gather_cases.perform(hall.parks, source=source, cases=[case])
    assert source.cases.count() == 1


PROOF = "The cable was laid anew: see the pit at the corner."


def end(hall: Hall, source: Source) -> Source:
    actions.end_source.perform(hall.parks, source=source, proof=PROOF)
    source.refresh_from_db()
    return source


def days_later(days: int) -> Any:
    return clock.replay(timezone.now() + timedelta(days=days))


def shown(source: Source) -> str:
    return Client().get(source.get_absolute_url()).content.decode()


def test_its_own_body_ends_it_with_proof_and_it_is_watched(hall: Hall, source: Source) -> None:
    for actor, proof in ((hall.roads, PROOF), (hall.chair, PROOF), (hall.parks, " ")):
        with pytest.raises((Refused, BadInput)):
            actions.end_source.perform(actor, source=source, proof=proof)
    assert end(hall, source).state == "watched"
    assert PROOF in shown(source) and "Nothing has come back so far." in shown(source)
    with days_later(89):
        assert watch_sources() == 0
    with days_later(90):
        assert [watch_sources() for _twice in range(2)] == [1, 0]
    source.refresh_from_db()
    assert source.state == "ended"


def test_two_of_those_asked_open_it_again(hall: Hall, source: Source) -> None:
    end(hall, source)
    with days_later(9):
        first, second = (hall.raise_case(title=f"Dark {number}") for number in range(2))
        assert "Nothing has come back" not in shown(source), "nobody was asked yet"
        assert [watch_sources() for _twice in range(2)] == [2, 0]
        assert "Nothing has come back" not in shown(source)
        recurrence_actions.say_whether_again.perform(
            hall.resident, first, source=source, again=True
        )
        source.refresh_from_db()
        assert source.state == "watched", "one may be mistaken"
        lend("resident").post(
            f"/cases/{second.pk}/say-whether-again/", {"source": source.pk, "again": "yes"}
        )
    source.refresh_from_db()
    assert (source.state, source.reopened, source.cases.count()) == ("open", 1, 3)
    text = shown(source)
    assert "came back 1 time" in text and "2 new cases are the same again" in text
    assert "Nothing has come back" not in text
    run_jobs()
    assert Notification.objects.filter(action="cases.ask_whether_again").count() == 2
    sequencer.sequence_once()
    assert verification.verify(DatabaseSource()).ok


def test_the_body_itself_says_that_it_came_back(hall: Hall, source: Source) -> None:
    end(hall, source)
    with days_later(9):
        back = [hall.raise_case(title=f"Dark {number}") for number in range(2)]
        actions.gather_cases.perform(hall.parks, source=source, cases=back)
    source.refresh_from_db()
    assert (source.state, source.reopened) == ("open", 1)


def test_who_says_it_is_something_else_opens_nothing(hall: Hall, source: Source) -> None:
    end(hall, source)
    with days_later(9):
        cases = [hall.raise_case(title=f"Dark {number}") for number in range(3)]
        watch_sources()
        for case in cases:
            recurrence_actions.say_whether_again.perform(
                hall.resident, case, source=source, again=False
            )
        source.refresh_from_db()
        assert source.state == "watched" and source.cases.count() == 1
        assert "Nothing has come back so far." in shown(source)


def test_only_its_category_within_its_place_or_150_metres_is_asked_about(hall: Hall) -> None:
    lamp = hall.raise_case(unit=None, point=(1.0005, 10.5))
    made = actions.name_source.perform(
        hall.parks,
        title="Old cable",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[lamp],
    ).result
    end(hall, made)
    holes = category_actions.set_category.perform(
        hall.chair, code="holes", names=texts("Holes"), body=hall.body("parks")
    ).result
    with days_later(3):
        hall.raise_case(title="In another place", unit=hall.unit("south"))
        hall.raise_case(title="More than 150 metres away", unit=None, point=(0.998, 10.5))
        hall.raise_case(title="Of another kind", category=holes)
        assert watch_sources() == 0
        near = hall.raise_case(title="110 metres away", unit=None, point=(0.9995, 10.5))
        inside = hall.raise_case(title="In its place")
        assert near.unit.code == "south" and watch_sources() == 2
    assert set(made.candidates.values_list("case", flat=True)) == {near.pk, inside.pk}


def test_the_rate_before_and_after_is_shown_with_its_interval(hall: Hall) -> None:
    begun = timezone.now()
    for days in range(0, 60, 10):
        with clock.replay(begun + timedelta(days=days)):
            hall.raise_case(title=f"Dark {days}")
    with clock.replay(begun + timedelta(days=60)):
        source = actions.name_source.perform(
            hall.parks,
            title="Old cable",
            unit=hall.unit("north"),
            body=hall.body("parks"),
            cases=list(Case.objects.all()),
        ).result
        end(hall, source)
    with clock.replay(begun + timedelta(days=90)):
        hall.raise_case(title="Dark again")
    with clock.replay(begun + timedelta(days=120)):
        found = recurrence.held(source)
        assert found is not None
        assert (found.fix.before, found.fix.after, found.days_before) == (6, 1, 60)
        assert found.ratio == pytest.approx(1 / 6, rel=0.01)
        assert found.high is not None and found.low < found.ratio < found.high
        text = shown(source)
    assert "6 in the 60 days before, 1 in the 60 days after" in " ".join(text.split())
    assert "0.17 times the rate before" in text


def test_who_can_do_nothing_is_told_so_and_who_can_sees_no_empty_list(
    hall: Hall, source: Source
) -> None:
    idle = lend("resident").get(source.get_absolute_url()).content.decode()
    assert "Nothing at the moment." in idle and "What you cannot do, and why" in idle
    busy = lend("parks", hall.parks.ref).get(source.get_absolute_url()).content.decode()
    assert "Add more cases to it" in busy and "What you cannot do" not in busy


def test_numbers_are_typed_and_faults_named(hall: Hall, source: Source) -> None:
    client, address = lend("parks", hall.parks.ref), f"/cases/sources/{source.pk}/gather-cases/"
    case = hall.raise_case()
    assert "number 999" in client.post(address, {"cases": "999"}).content.decode()
    assert "is not a number" in client.post(address, {"cases": "x"}).content.decode()
    assert client.post(address, {"cases": f"{case.pk}, {source.cases.get().pk}"}).status_code == 302
    assert Case.objects.filter(source=source).count() == 2
    assert (
        "This belongs to another body"
        in lend("roads", hall.roads.ref).get(address).content.decode()
    )
