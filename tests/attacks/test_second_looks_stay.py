"""Who looks at what others did is not handed to a friend, ended, stopped or slowed down by those it looks at, nor chosen by them"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from commonhall.actions.declaration import Action
from commonhall.cases.cases.actions import answer_case
from commonhall.core import clock
from commonhall.law.amendments import approvals as agreed
from commonhall.law.amendments.actions import enact_charter_amendment, propose_charter_amendment
from commonhall.law.asking.actions import set_asking_rule
from commonhall.law.challenges.actions import answer_challenge, challenge_rule
from commonhall.law.higher_law.actions import bar_by_higher_law, enter_higher_law
from commonhall.law.higher_law.files import read_lines
from commonhall.law.instruments.actions import repeal_provision
from commonhall.law.instruments.granting_actions import grant_competence
from commonhall.law.instruments.models import Provision, Rank
from commonhall.law.limits.actions import set_suspension
from commonhall.law.mandates.actions import recall_mandate
from commonhall.law.recalls import actions as recalls
from commonhall.law.recalls.models import Recall
from commonhall.law.results.actions import confirm_result, enter_result, reject_result
from commonhall.law.results.models import PeoplesResult
from commonhall.law.results.resident_actions import attest_result
from commonhall.people.bodies import actions as bodies
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.interests.actions import declare_interest, end_interest
from tests import on_record
from tests.actions.samples.law import mandate_of
from tests.actions.samples.mandates import reached
from tests.asking_kit import confirmed
from tests.attacks import stranger
from tests.attacks.doors import (
    refused_everywhere,
    untabled_everywhere,
    wrong_everywhere,
)
from tests.decisions.council import seated
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def town(home: Path) -> Hall:
    """Founded by its file, as a stranger founds one."""
    return stranger.harrowford()


def day(ahead: int = 0) -> date:
    return clock.today() + ahead * ONE


def later(days: int) -> Any:
    return clock.replay(timezone.now() + timedelta(days=days))


def article(number: int) -> Provision:
    return Provision.objects.get(number=f"Article {number}")


# --- handed to a friend, stopped, ended -----------------------------------------------------------
@pytest.mark.parametrize(
    "power", ["release-tellers", "amend-charter", "confirm-awards", "verify-residents"]
)
def test_no_rule_hands_a_look_at_power_to_a_body_of_the_councils_own(
    hall: Hall, power: str
) -> None:
    """A department that it establishes and fills would release its tellers, or change the charter alone."""
    mine = kit.rule(hall, speaks_of=[power]).provisions.get()
    given = {
        "body": hall.body("parks"),
        "power": power,
        "unit": hall.unit("root"),
        "starts": day(),
        "others": True,
    }
    by, law = "segregation over-power", article(34)
    refused_everywhere(
        hall.chair, grant_competence, mine, given, by=by, provision=law, hangs_on="power"
    )
    member = seated(hall)[1]
    sent = {name: one for name, one in given.items() if name != "others"}
    untabled_everywhere(member, grant_competence, mine, sent, by=by)


@pytest.mark.parametrize("power", ["review-decisions", "confirm-results", "release-tellers"])
def test_no_rule_puts_conditions_on_who_reviews(hall: Hall, power: str) -> None:
    """Thousands must be asked before the reviewer may decide; a friend's appeal stops every result."""
    mine = kit.rule(hall).provisions.get()
    asking = {
        "power": power,
        "unit": hall.unit("root"),
        "ways": ["meeting"],
        "residents": 9999,
        "days": 300,
        "valid_days": 30,
        "if_few": "again",
        "starts": day(),
    }
    by, law = "segregation over-power", article(34)
    tries: list[tuple[Action[..., Any], dict[str, Any]]] = [
        (set_asking_rule, asking),
        (set_suspension, {"power": power, "starts": day()}),
    ]
    for action, given in tries:
        refused_everywhere(hall.chair, action, mine, given, by=by, provision=law, hangs_on="power")


@pytest.mark.parametrize("number", [7, 18, 38, 57])
def test_an_article_by_which_others_look_is_not_repealed_though_it_is_not_entrenched(
    hall: Hall, number: int
) -> None:
    given = {"on": day()}
    by, law = "segregation watched", article(34)
    refused_everywhere(hall.chair, repeal_provision, article(number), given, by=by, provision=law)
    untabled_everywhere(seated(hall)[1], repeal_provision, article(number), given, by=by)


def test_nor_by_amending_the_charter_without_the_residents(hall: Hall, monkeypatch: Any) -> None:
    made = propose_charter_amendment.perform(hall.chair, article(38), repeal=True).result
    refused_everywhere(
        hall.chair, enact_charter_amendment, made, by="segregation watched", provision=article(34)
    )
    monkeypatch.setattr(agreed, "vote_for", lambda _ref: article(10).ref)
    enact_charter_amendment.perform(hall.chair, made)
    assert article(38).ends == day()


def test_nor_as_the_answer_to_a_friends_challenge(hall: Hall) -> None:
    friend = kit.confirmed(hall)
    made = challenge_rule.perform(friend, provision=article(38), text="Too slow.").result
    given = {"verdict": "repealed", "text": "Quite so.", "ends_on": day()}
    told = kit.refusal(lambda: answer_challenge.perform(hall.chair, made, **given))
    assert told == "higher-law"


# --- chosen by those whom they look at ------------------------------------------------------------
def elected(town: Hall) -> PeoplesResult:
    """The council filled the desk that enters results: it enters who the reviewer is to be."""
    made: PeoplesResult = enter_result.perform(
        town.clerk,
        town.body("reviewer"),
        kind="election",
        held_on=day(),
        starts=day(1),
        ends=day(900),
        elected=[("reviewer", "friend@example.org")],
        evidence="https://notices.example/1",
    ).result
    return made


def test_a_body_confirms_or_rejects_nobody_who_is_to_review_it(town: Hall) -> None:
    result = elected(town)
    by, law = "segregation own-reviewer", article(34)
    for action, given in ((confirm_result, {}), (reject_result, {"text": "We want another."})):
        refused_everywhere(town.chair, action, result, given, by=by, provision=law)
    people = confirmed(town, 5, "market")
    for one in people:
        assert PeoplesResult.objects.get(pk=result.pk).state == "entered"
        attest_result.perform(one, PeoplesResult.objects.get(pk=result.pk))
    assert PeoplesResult.objects.get(pk=result.pk).state == "confirmed"


@pytest.mark.parametrize(
    "power", ["confirm-results", "fill-offices", "petition-recall", "appeal", "vote"]
)
def test_the_reviewer_alone_reads_no_end_of_the_residents_rights_into_higher_law(
    town: Hall, power: str
) -> None:
    reviewer = stranger.reviewer()
    act = read_lines("# An act\n\n## Article 1\nNobody petitions.\n")
    given = {"code": "an-act", "rank": Rank.LAW, "lines": act, "starts": day()}
    source = "https://law.example/1"
    made = enter_higher_law.perform(reviewer, **given, source=source).result
    refused_everywhere(
        reviewer,
        bar_by_higher_law,
        made.provisions.get(),
        {"power": power, "unit": town.unit("root"), "starts": day()},
        by="segregation over-power",
        provision=article(34),
        hangs_on="power",
    )


# --- answers that are none ------------------------------------------------------------------------
def test_a_recall_that_was_put_to_the_residents_and_never_held_stops_no_new_one(hall: Hall) -> None:
    reviewer = kit.reviewer(hall)
    petition = reached(hall)
    recalls.put_recall_to_residents.perform(reviewer, petition)
    petition = Recall.objects.get(pk=petition.pk)
    assert petition.due_on == day(90)
    who = kit.confirmed(hall)
    again = {"text": "They were never asked."}
    with later(90):
        told = kit.refusal(lambda: recalls.petition_recall.perform(who, petition.mandate, **again))
        assert told == "petitioned"
    with later(91):
        recalls.petition_recall.perform(who, petition.mandate, **again)


def test_a_recall_on_the_last_day_of_the_mandate_is_no_answer(hall: Hall) -> None:
    mandate = mandate_of("parks")
    who = kit.confirmed(hall)
    recalls.petition_recall.perform(who, mandate, text="They do nothing.")
    for ahead in (31, (mandate.ends - day()).days):
        wrong_everywhere(
            hall.chair, recall_mandate, mandate, {"on": day(ahead)}, field="on", says="signed"
        )
    recall_mandate.perform(hall.chair, mandate, on=day(30))


def test_a_repeal_in_ten_years_is_no_answer_to_a_challenge(hall: Hall) -> None:
    mine = kit.rule(hall).provisions.get()
    made = challenge_rule.perform(kit.confirmed(hall), provision=mine, text="Too much.").result
    given = {"verdict": "repealed", "text": "Soon."}
    wrong_everywhere(
        hall.chair, answer_challenge, made, {**given, "ends_on": day(366)}, field="ends_on"
    )
    answer_challenge.perform(hall.chair, made, **given, ends_on=day(365))


# --- seats, bodies, interests ---------------------------------------------------------------------
def test_a_council_does_not_vote_away_the_seat_of_a_member_who_left(hall: Hall) -> None:
    members = seated(hall, 4)
    office = Office.objects.get(code="member-2")
    with later(30):
        rows: Any = QuerySet(OfficeTerm)
        on_record.change(rows.filter(office=office), ended_early_on=clock.today())
        by = "segregation own-seat"
        refused_everywhere(members[0], bodies.end_office, office, by=by, provision=article(34))
        untabled_everywhere(members[1], bodies.end_office, office, {}, by=by)
    # One that nobody ever held was a mistake, and goes as other offices do.
    spare = bodies.establish_office.perform(
        hall.clerk, body=hall.body("council"), code="spare", names=texts("Spare")
    ).result
    assert bodies.end_office.check(members[0], spare).by_resolution


def test_a_body_that_owes_something_is_not_ended_with_its_debts(hall: Hall) -> None:
    case = hall.raise_case()
    answer_case.perform(hall.parks, case=case, text="By Friday.", promise=day(3))
    for term in OfficeTerm.objects.filter(office__body=hall.body("parks")):
        bodies.end_term.perform(hall.chair, term, on=day())
    refused_everywhere(hall.chair, bodies.end_body, hall.body("parks"), by="state owes")


def test_an_interest_is_not_ended_for_an_afternoon(hall: Hall) -> None:
    """End it, decide, declare it again: it still counts, and so does having spoken for an organisation."""
    case = hall.raise_case()
    made = declare_interest.perform(hall.parks, target=case.unit.ref, kind="property").result
    end_interest.perform(hall.parks, made)
    with later(2):
        refused_everywhere(
            hall.parks,
            answer_case,
            case,
            {"text": "Hm."},
            by="interests recused",
            provision=article(5),
        )
    with later(91):
        assert answer_case.check(hall.parks, case)
