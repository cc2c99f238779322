"""An open appeal stops seats from being given, also one before a court: of an election held here always, of a result from
outside where a provision lets appeals suspend."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.seats.seating_actions import seat_elected
from commonhall.decisions.seats.timers import seat_due
from commonhall.decisions.votes.models import Election
from commonhall.law.appeals import actions as appeals
from commonhall.law.appeals import court_actions
from commonhall.law.appeals.models import Appeal, Suspension
from commonhall.law.instruments.models import Provision
from commonhall.law.results import actions as results
from commonhall.law.results.models import PeoplesResult
from commonhall.people.actors import system
from commonhall.record.models import Entry
from tests import on_record
from tests.attacks.doors import refused_everywhere
from tests.decisions import seats
from tests.decisions.seats import COUNTED, SEATED, later
from tests.kit import Hall, found_hall
from tests.law import kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


@pytest.fixture
def reviewer(hall: Hall) -> Actor:
    return kit.reviewer(hall)


def appealed(by: Actor, action: str) -> Appeal:
    entry = Entry.objects.filter(action=action).exclude(kind="refused").latest("id")
    return appeals.file_appeal.perform(by, entry=entry, text="It is forged.").result


def decide(reviewer: Actor, appeal: Appeal, verdict: str) -> Appeal:
    appeals.decide_appeal.perform(
        reviewer, appeal=Appeal.objects.get(pk=appeal.pk), verdict=verdict, text="So."
    )
    return Appeal.objects.get(pk=appeal.pk)


def to_court(by: Actor, appeal: Appeal) -> Appeal:
    given = {"court": "court", "reference": "II K 7", "on": clock.today()}
    return court_actions.take_to_court.perform(by, appeal, **given).result


def seating(election: Election) -> str:
    return kit.refusal(lambda: seat_elected.perform(system(), Election.objects.get(pk=election.pk)))


def test_an_election_held_here_waits_for_the_court(hall: Hall, reviewer: Actor) -> None:
    made = seats.called(hall)
    for name in ("ada", "bo"):
        seats.stands(seats.resident(hall, name), made)
    election = seats.counted(hall, made, [["p001"], ["p002"]])
    who = kit.confirmed(hall)
    with later(COUNTED + 29):
        appeal = decide(reviewer, appealed(who, "decisions.count_election"), "dismissed")
    # Whoever lost has days to go on, though nobody else can object any more.
    with later(COUNTED + 31):
        assert seating(election) == "not-due"
        assert seat_due() == 0
        appeal = to_court(who, appeal)
    for days in (SEATED, SEATED + 90):
        with later(days):
            assert seating(election) == "appealed"
            assert seat_due() == 0
    with later(SEATED + 91):
        court_actions.report_outcome.perform(
            reviewer, Appeal.objects.get(pk=appeal.pk), text="It stands.", on=clock.today()
        )
        assert seat_due() == 1


def test_an_election_that_a_court_annulled_gives_nothing(hall: Hall, reviewer: Actor) -> None:
    made = seats.called(hall)
    for name in ("ada", "bo"):
        seats.stands(seats.resident(hall, name), made)
    election = seats.counted(hall, made, [["p001"], ["p002"]])
    who = kit.confirmed(hall)
    with later(COUNTED + 2):
        appeal = decide(reviewer, appealed(who, "decisions.count_election"), "dismissed")
        appeal = to_court(who, appeal)
    with later(SEATED):
        court_actions.report_outcome.perform(
            reviewer, appeal, text="Forged.", on=clock.today(), annulled=True
        )
        assert seating(election) == "wrong-state"
    assert not PeoplesResult.objects.exists()


# --- results from outside ---------------------------------------------------------------------------
def entered(hall: Hall, **given: Any) -> PeoplesResult:
    day = clock.today()
    values = {
        "kind": "by-election",
        "held_on": day,
        "evidence": "https://example.org/result.pdf",
        "starts": day + timedelta(days=1),
        "elected": [("parks-desk", "new@example.org")],
        **given,
    }
    return results.enter_result.perform(hall.clerk, hall.body("parks"), **values).result


def suspends(power: str = "enter-results") -> None:
    provision = Provision.objects.filter(competences__power=power).order_by("pk")[0]
    (row,) = QuerySet(Suspension).bulk_create(
        [Suspension(provision=provision, power=power, starts=clock.today())]
    )
    on_record.say([row])


def test_a_result_from_outside_waits_where_a_provision_says_so(hall: Hall, reviewer: Actor) -> None:
    suspends()
    result, who = entered(hall), kit.confirmed(hall)
    appeal = appealed(who, "law.enter_result")
    again = entered(hall)
    for one in (result, again):
        refused = kit.refusal(lambda one=one: results.confirm_result.perform(hall.chair, one))  # type: ignore[misc]
        assert refused in ("suspended", "appealed")
    refused_everywhere(hall.chair, results.confirm_result, again, by="state appealed")
    appeal = decide(reviewer, appeal, "dismissed")
    to_court(who, appeal)
    refused_everywhere(hall.chair, results.confirm_result, result, by="state appealed")
    court_actions.report_outcome.perform(
        reviewer, Appeal.objects.get(pk=appeal.pk), text="It stands.", on=clock.today()
    )
    results.confirm_result.perform(hall.chair, PeoplesResult.objects.get(pk=result.pk))


def test_where_no_provision_says_so_it_is_confirmed(hall: Hall) -> None:
    result = entered(hall)
    appealed(kit.confirmed(hall), "law.enter_result")
    results.confirm_result.perform(hall.chair, result)
