"""An open appeal stops seats from being given, also one before a court: of an election held here always, of a result from
outside where a provision lets appeals suspend. It never does so for ever: not by a mere claim, by silence, or again and again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

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
from tests.actions.samples.stand_ins import accepted, acting
from tests.attacks.doors import refused_everywhere, wrong_everywhere
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


EVIDENCE = "https://court.example/II-K-7"


def to_court(by: Actor, appeal: Appeal, evidence: str = EVIDENCE) -> Appeal:
    given = {"court": "court", "reference": "II K 7", "on": clock.today(), "evidence": evidence}
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
    # The court is waited for, with evidence that it deals with it, for as long as the charter says.
    for days in (SEATED, COUNTED + 31 + 45):
        with later(days):
            assert seating(election) == "appealed"
            assert seat_due() == 0
    with later(COUNTED + 31 + 45):
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


# --- nothing stops it for ever -------------------------------------------------------------------
@pytest.fixture
def election(hall: Hall) -> Election:
    """An election that two stood for, counted."""
    made = seats.called(hall)
    for name in ("ada", "bo"):
        seats.stands(seats.resident(hall, name), made)
    return seats.counted(hall, made, [["p001"], ["p002"]])


def claimed(hall: Hall, reviewer: Actor, evidence: str = EVIDENCE) -> tuple[Actor, Appeal]:
    """Somebody lost their appeal against the count, and says ten days later that it is with a court."""
    who = kit.confirmed(hall)
    with later(COUNTED + 2):
        appeal = decide(reviewer, appealed(who, "decisions.count_election"), "dismissed")
    with later(COUNTED + 12):
        return who, to_court(who, appeal, evidence)


def test_a_mere_claim_of_a_court_stops_nothing(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    claimed(hall, reviewer, evidence="")
    with later(SEATED):
        assert seat_due() == 1


def test_a_claim_lapses_by_itself_though_nobody_reports_anything(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    who, appeal = claimed(hall, reviewer)
    with later(COUNTED + 12 + 45):
        assert seat_due() == 0
        # Said again, it stops nothing for longer.
        again = kit.refusal(lambda: to_court(who, Appeal.objects.get(pk=appeal.pk)))
        assert again == "handed-over"
    with later(COUNTED + 12 + 46):
        assert seat_due() == 1
        # What the court says after that still takes the offices back, as every granted appeal does.
        report = {"text": "Forged.", "on": clock.today(), "annulled": True}
        court_actions.report_outcome.perform(reviewer, Appeal.objects.get(pk=appeal.pk), **report)
        assert Appeal.objects.get(pk=appeal.pk).state == "granted"


def test_the_reviewer_finds_that_no_court_knows_it_and_nobody_else_does(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    who, appeal = claimed(hall, reviewer)
    said = {"text": "I asked the court: it knows nothing of it."}
    for official in (hall.clerk, hall.chair):
        refused_everywhere(
            official, court_actions.deny_court_case, appeal, said, by="competence no-competence"
        )
    refused_everywhere(who, court_actions.deny_court_case, appeal, said, by="identity wrong-kind")
    with later(SEATED):
        assert seating(election) == "appealed"
        court_actions.deny_court_case.perform(reviewer, Appeal.objects.get(pk=appeal.pk), **said)
        assert seat_due() == 1
    # Nor does who made it up say it again.
    refused_everywhere(
        who,
        court_actions.take_to_court,
        appeal,
        {"court": "court", "reference": "II K 8", "on": clock.today(), "evidence": EVIDENCE},
        by="state denied",
    )
    shown = Client().get(appeal.get_absolute_url()).content.decode()
    assert "it knows nothing of it" in shown


def test_whoever_stands_in_for_the_reviewer_finds_it_too(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    _who, appeal = claimed(hall, reviewer)
    with later(SEATED):
        made = accepted(hall, seats.resident(hall, "helper"), reviewer)
        court_actions.deny_court_case.perform(
            acting(made), Appeal.objects.get(pk=appeal.pk), text="It is not known there."
        )
        assert seat_due() == 1


def test_the_court_itself_is_waited_for_once_more_and_no_friend_of_the_outgoing_body_says_so(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    _who, appeal = claimed(hall, reviewer)
    proof = {"evidence": "https://court.example/order"}
    refused_everywhere(
        hall.parks,
        court_actions.confirm_court_case,
        appeal,
        proof,
        by="competence no-competence",
    )
    wrong_everywhere(reviewer, court_actions.confirm_court_case, appeal, field="evidence")
    with later(SEATED):
        appeal = Appeal.objects.get(pk=appeal.pk)
        court_actions.confirm_court_case.perform(reviewer, appeal, **proof)
        twice = kit.refusal(
            lambda: court_actions.confirm_court_case.perform(
                reviewer, Appeal.objects.get(pk=appeal.pk), **proof
            )
        )
        assert twice == "lapsed"
    with later(COUNTED + 12 + 90):
        assert seating(election) == "appealed"
    with later(COUNTED + 12 + 91):
        assert seat_due() == 1


def test_an_appeal_that_nobody_decides_does_not_stop_it_for_ever(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    with later(COUNTED + 29):
        appealed(kit.confirmed(hall), "decisions.count_election")
    # The charter gives thirty days to decide, and a late reviewer forty-five more.
    with later(COUNTED + 29 + 75):
        assert seating(election) == "appealed"
    with later(COUNTED + 29 + 76):
        assert seat_due() == 1


def test_sent_back_to_a_body_that_does_nothing_it_does_not_stop_for_ever(
    hall: Hall, reviewer: Actor, election: Election
) -> None:
    with later(COUNTED + 2):
        decide(reviewer, appealed(kit.confirmed(hall), "decisions.call_seat_vote"), "sent_back")
    with later(COUNTED + 2 + 75):
        assert seating(election) == "appealed"
    with later(COUNTED + 2 + 76):
        assert seat_due() == 1


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


def test_a_result_from_outside_is_not_stopped_for_ever_either(hall: Hall, reviewer: Actor) -> None:
    suspends()
    day = clock.today() + timedelta(days=200)
    result, who = entered(hall, starts=day), kit.confirmed(hall)
    appealed(who, "law.enter_result")
    with later(75):
        refused = kit.refusal(lambda: results.confirm_result.perform(hall.chair, result))
        assert refused == "suspended"
    with later(76):
        results.confirm_result.perform(hall.chair, PeoplesResult.objects.get(pk=result.pk))


def test_where_no_provision_says_so_it_is_confirmed(hall: Hall) -> None:
    result = entered(hall)
    appealed(kit.confirmed(hall), "law.enter_result")
    results.confirm_result.perform(hall.chair, result)
