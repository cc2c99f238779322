"""Samples of how mandates come from the people, and of how the charter is changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.law.amendments import actions as amendments
from commonhall.law.amendments.models import CharterAmendment
from commonhall.law.hearings import actions as hearings
from commonhall.law.instruments.models import Provision, Threshold
from commonhall.law.recalls import actions as recalls
from commonhall.law.recalls.models import Recall
from commonhall.law.results import actions as results
from commonhall.law.results import resident_actions as results_by_residents
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.people import actors
from commonhall.people.actors import system
from commonhall.people.bodies.models import OfficeTerm
from commonhall.people.residents.models import Person, Verification
from tests.actions.samples import Refusal, Sample, Wrong, sample, set_fields, unless
from tests.actions.samples.demands import voter
from tests.actions.samples.law import mandate_of
from tests.kit import Hall
from tests.law import kit
from tests.words import texts

ONE = timedelta(days=1)
PAGE = "https://elections.example/2026"


def given(**instead: Any) -> dict[str, Any]:
    day = clock.today()
    return {
        "kind": "election",
        "held_on": day,
        "starts": day,
        "ends": day + 900 * ONE,
        "elected": [("council-chair", "resident@example.org")],
        "evidence": PAGE,
        **instead,
    }


def entered(hall: Hall, **instead: Any) -> PeoplesResult:
    made: PeoplesResult = results.enter_result.perform(
        hall.clerk, hall.body("council"), **given(**instead)
    ).result
    return made


def reviewer(hall: Hall) -> Actor:
    return kit.reviewer(hall)


# --- results --------------------------------------------------------------------------------------
@sample("law.enter_result")
def enter_result(hall: Hall) -> Sample:
    day = clock.today()
    mandate = mandate_of("council")
    return Sample(
        hall.clerk,
        hall.body("council"),
        given(),
        changed=lambda one: (
            (one.state, one.elected.get().office.code) == ("entered", "council-chair")
        ),
        refused=[
            unless("wrong-state", ended_on=day),
            Refusal("wrong-state", thing=hall.body("system")),
            Refusal("for-itself", thing=hall.body("hall")),
        ],
        wrong=[
            Wrong("evidence", ""),
            Wrong("evidence", "the notice board"),
            Wrong("digest", "abc"),
            Wrong("held_on", day + ONE),
            Wrong("starts", day - ONE),
            Wrong("ends", day - ONE),
            Wrong("ends", day + 3000 * ONE),
            Wrong("elected", [("no-such-office", "a@example.org")]),
            Wrong("elected", []),
            Wrong("elected", [("council-chair", "a@example.org")], along={"kind": "kept"}),
            Wrong("ends", None),
            Wrong("kind", "recall", before=lambda: set_fields(mandate, recalled_on=day)),
            Wrong("kind", "by-election", before=lambda: set_fields(mandate, recalled_on=day)),
            Wrong("ends", (mandate.ends or day) + ONE, along={"kind": "by-election"}),
        ],
    )


@sample("law.confirm_result")
def confirm_result(hall: Hall) -> Sample:
    found, second = entered(hall), reviewer(hall)
    return Sample(
        second,
        found,
        changed=lambda one: (
            (one.state, one.mandate.body.code, one.elected.get().term.person)
            == ("confirmed", "council", Person.objects.get(pk=hall.resident.person))
        ),
        refused=[
            unless("wrong-state", state="rejected"),
            unless("same-body", entered_by=hall.body("reviewer")),
            unless("same-person", entered_person=second.person),
            unless("over", starts=clock.today() - 9 * ONE, ends=clock.today() - ONE),
            Refusal("for-itself", by=hall.chair),
            of_the_reviewer(hall, found),
        ],
    )


@sample("law.reject_result")
def reject_result(hall: Hall) -> Sample:
    found, second = entered(hall), reviewer(hall)
    return Sample(
        second,
        found,
        {"text": "The evidence says something else."},
        changed=lambda one: (one.state, one.mandate) == ("rejected", None),
        refused=[
            unless("wrong-state", state="confirmed"),
            unless("same-body", entered_by=hall.body("reviewer")),
            unless("same-person", entered_person=second.person),
            of_the_reviewer(hall, found),
        ],
    )


# --- petitions against whoever gives mandates -----------------------------------------------------
def reached(hall: Hall) -> Recall:
    one: Recall = recalls.petition_recall.perform(
        kit.confirmed(hall), mandate_of("council"), text="They do not listen."
    ).result
    for number in range(1, 10):
        recalls.sign_recall.perform(voter(hall, number), petition=one)
    one.refresh_from_db()
    return one


@sample("law.put_recall_to_residents")
def put_recall_to_residents(hall: Hall) -> Sample:
    second, petition = reviewer(hall), reached(hall)
    return Sample(
        second,
        petition,
        changed=lambda one: (one.state, one.due_on) == ("put", clock.today() + 90 * ONE),
        refused=[
            unless("wrong-state", state="open"),
            unless("other-body", body=hall.body("hall")),
        ],
    )


@sample("law.turn_down_recall")
def turn_down_recall(hall: Hall) -> Sample:
    second, petition = reviewer(hall), reached(hall)
    return Sample(
        second,
        petition,
        {"text": "It is about a department."},
        changed=lambda one: (one.state, one.answer) == ("refused", "It is about a department."),
        refused=[
            unless("wrong-state", state="open"),
            unless("other-body", body=hall.body("hall")),
        ],
    )


# --- the charter ----------------------------------------------------------------------------------
def article(number: int) -> Provision:
    return Provision.objects.get(number=f"Article {number}")


def proposed(hall: Hall, number: int = 6) -> CharterAmendment:
    made: CharterAmendment = amendments.propose_charter_amendment.perform(
        hall.chair, article(number), texts=texts("Shorter.")
    ).result
    return made


@sample("law.propose_charter_amendment")
def propose_charter_amendment(hall: Hall) -> Sample:
    one = article(2)
    return Sample(
        hall.chair,
        one,
        {"texts": texts("Nobody answers.")},
        changed=lambda made: (made.state, made.before) == ("proposed", one.texts),
        refused=[
            Refusal("not-the-charter", thing=kit.rule(hall).provisions.get()),
            unless("ended", ends=clock.today() - ONE),
        ],
        wrong=[Wrong("texts", one.texts)],
    )


@sample("law.enact_charter_amendment")
def enact_charter_amendment(hall: Hall) -> Sample:
    one = proposed(hall)
    return Sample(
        hall.chair,
        one,
        changed=lambda made: (made.state, made.provision.texts) == ("enacted", texts("Shorter.")),
        refused=[
            unless("wrong-state", state="withdrawn"),
            unless("changed-meanwhile", before=texts("Other words.")),
            Refusal("no-vote", thing=proposed(hall, 2)),
        ],
    )


@sample("law.withdraw_charter_amendment")
def withdraw_charter_amendment(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        proposed(hall),
        changed=lambda made: made.state == "withdrawn",
        refused=[unless("wrong-state", state="enacted")],
    )


# --- residents, where no office can confirm -------------------------------------------------------
def nobody_confirms(hall: Hall) -> PeoplesResult:
    """A result that waits, and nobody sits in the council or reviews."""
    found = entered(hall, elected=[("council-chair", "elsewhere@example.org")])
    for term in OfficeTerm.objects.filter(office__body__code__in=("council", "reviewer")):
        set_fields(term, ended_early_on=term.starts)
    return found


def others_confirm(hall: Hall, found: PeoplesResult) -> Any:
    """The chair's term runs, and the result is one of Parks, which does not review the council."""
    term = OfficeTerm.objects.get(office__code="council-chair")

    def before() -> None:
        set_fields(term, ended_early_on=None)
        set_fields(found, body=hall.body("parks"))

    return before


def of_the_reviewer(hall: Hall, found: PeoplesResult) -> Refusal:
    """The council is to say who reviews it."""
    return Refusal(
        "own-reviewer",
        by=hall.chair,
        before=lambda: set_fields(found, body=hall.body("reviewer")),
    )


@sample("law.attest_result")
def attest_result(hall: Hall) -> Sample:
    found, who = nobody_confirms(hall), voter(hall, 1)
    set_fields(found, body=hall.body("reviewer"))
    mine = Elected.objects.get()
    person = Person.objects.get(pk=who.person)
    return Sample(
        who,
        found,
        changed=lambda one: (one.state, one.signatures.count()) == ("entered", 1),
        refused=[
            unless("wrong-state", state="rejected"),
            Refusal("others-confirm", before=others_confirm(hall, found)),
            Refusal("lives-elsewhere", before=lambda: _moved(hall, person)),
            Refusal(
                "signed", before=lambda: results_by_residents.attest_result.perform(who, found)
            ),
            unless("same-person", entered_person=who.person),
            Refusal(
                "own-matter",
                before=lambda: set_fields(mine, email="resident@example.org"),
                by=kit.confirmed(hall),
            ),
            Refusal("no-threshold", before=_no_number),
        ],
    )


def _moved(hall: Hall, person: Person) -> None:
    root, north, south = (hall.unit(code) for code in ("root", "north", "south"))
    set_fields(hall.body("reviewer"), unit=north)
    for row in Verification.objects.filter(person=person):
        set_fields(row, unit=south)
    assert root


def _no_number() -> None:
    for row in Threshold.objects.filter(matter="confirm-result"):
        set_fields(row, ends=row.starts - ONE)


@sample("law.confirm_by_residents")
def confirm_by_residents(hall: Hall) -> Sample:
    found = nobody_confirms(hall)
    set_fields(found, body=hall.body("reviewer"))
    number = Threshold.objects.get(matter="confirm-result")
    set_fields(number, least=3)
    for one in range(2):
        results_by_residents.attest_result.perform(voter(hall, one), found)
    set_fields(number, least=2)
    return Sample(
        system(),
        found,
        changed=lambda one: one.state == "confirmed",
        refused=[
            unless("wrong-state", state="rejected"),
            Refusal("others-confirm", before=others_confirm(hall, found)),
            Refusal("no-threshold", before=_no_number),
            Refusal("too-few", before=lambda: set_fields(number, least=3)),
            unless("over", starts=clock.today() - 9 * ONE, ends=clock.today() - ONE),
        ],
    )


# --- hearings -------------------------------------------------------------------------------------
@sample("law.open_hearing")
def open_hearing(hall: Hall) -> Sample:
    return Sample(
        hall.clerk,
        hall.body("reviewer"),
        {"reasons": "Every appeal is late by months."},
        changed=lambda one: (one.body.code, one.by_body.code) == ("reviewer", "hall"),
        refused=[
            Refusal("no-reviewer", thing=hall.body("roads")),
            Refusal(
                "same-body",
                before=lambda: kit.competence(hall, "hall", "review-decisions"),
                thing=hall.body("hall"),
            ),
        ],
        wrong=[
            Wrong("term", OfficeTerm.objects.get(office__code="parks-desk")),
            Wrong(
                "reasons",
                "Again.",
                before=lambda: hearings.open_hearing.perform(
                    hall.clerk, hall.body("reviewer"), reasons="Late."
                ),
            ),
        ],
    )


@sample("law.answer_hearing")
def answer_hearing(hall: Hall) -> Sample:
    judge = kit.reviewer(hall)
    made = hearings.open_hearing.perform(hall.clerk, hall.body("reviewer"), reasons="Late.").result
    return Sample(
        actors.as_person(Person.objects.get(pk=judge.person)),
        made,
        {"text": "There were 400 of them."},
        changed=lambda one: one.answered_on is not None,
        refused=[
            Refusal("not-heard-here", by=hall.resident),
            unless("wrong-state", until=clock.today() - timedelta(days=1)),
        ],
    )
