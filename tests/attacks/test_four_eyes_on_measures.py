"""How the town is measured changes under four eyes: one office proposes, another body, not measured, agrees."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.plan.actions import adopt_item, start_item
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.actions import propose_framework, propose_framework_end
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.actions import propose_definition, set_definition
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.proposals.actions import (
    confirm_definition_proposal,
    refuse_definition_proposal,
    withdraw_definition_proposal,
)
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.series.actions import (
    end_series,
    propose_series,
    propose_series_end,
    set_series,
)
from commonhall.evaluation.series.models import Series
from commonhall.law.instruments.models import Competence
from commonhall.people import actors
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests import on_record
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.evaluation import kit
from tests.kit import Hall, as_whole, by_key, found_hall, person, signed_in
from tests.law import kit as law_kit
from tests.words import texts

pytestmark = pytest.mark.django_db
SEEN = {"seen": "What is counted now, and what would be."}


@pytest.fixture
def hall(home: Path) -> Hall:
    made = found_hall()
    law_kit.seat(made, "reviewer", person("judge"))
    return made


@pytest.fixture
def judge(hall: Hall) -> Actor:
    return kit.reviewer(hall)


def following() -> date:
    """The first of the month after this one."""
    return (clock.today().replace(day=1) + timedelta(days=32)).replace(day=1)


def rate(**instead: Any) -> dict[str, Any]:
    return {
        "scheme": "beijing-12345",
        "code": "resolution",
        "names": texts("Solved"),
        "formula": {"of": "called-back", "counts": {"solved": "1"}},
        "starts": following(),
        **instead,
    }


def proposed(judge: Actor, **instead: Any) -> DefinitionProposal:
    found: DefinitionProposal = propose_definition.perform(judge, **rate(**instead)).result
    return found


# --- rates ----------------------------------------------------------------------------------------
def test_what_one_office_proposes_is_not_in_force(hall: Hall, judge: Actor) -> None:
    page = signed_in(judge)
    answer = page.post(
        action_pages.url_of(propose_definition),
        {
            "scheme": "beijing-12345",
            "code": "resolution",
            "names_en": "Solved",
            "formula": '{"of": "called-back", "counts": {"solved": "1"}}',
            "starts": following().isoformat(),
        },
    )
    proposal = DefinitionProposal.objects.get()
    assert answer.status_code == 302 and answer["Location"] == proposal.get_absolute_url()
    assert not Definition.objects.exists()
    for address in ("/evaluation/", "/evaluation/definitions/", proposal.get_absolute_url()):
        assert "must agree first" in Client().get(address).content.decode(), address
    refused_everywhere(judge, set_definition, proposal, by="state not-confirmed", hangs_on="trying")
    assert not Definition.objects.exists()


def test_nobody_agrees_to_their_own_and_nobody_who_is_measured(hall: Hall, judge: Actor) -> None:
    proposal = proposed(judge)
    law_kit.competence(hall, "reviewer", "confirm-definitions", "Article 30")
    law_kit.competence(hall, "parks", "confirm-definitions", "Article 30")
    hall.raise_case()
    for action, given in (
        (confirm_definition_proposal, SEEN),
        (refuse_definition_proposal, {"reason": "No."}),
    ):
        refused_everywhere(judge, action, proposal, given, by="state same-body")
        refused_everywhere(hall.parks, action, proposal, given, by="state measured")
        refused_everywhere(hall.clerk, action, proposal, given, by="competence no-competence")
        refused_everywhere(hall.resident, action, proposal, given, by="identity wrong-kind")
    refused_everywhere(
        hall.chair,
        withdraw_definition_proposal,
        proposal,
        {"reason": "Not now."},
        by="competence no-competence",
    )
    proposal.refresh_from_db()
    assert proposal.state == "waiting" and not Definition.objects.exists()


def test_who_proposed_does_not_agree_from_another_office(hall: Hall, judge: Actor) -> None:
    proposal = proposed(judge)
    # The same person now sits on the chair of the council, too.
    chair = Office.objects.get(code="council-chair")
    on_record.change(chair.terms.all(), person=judge.person_id)
    twice = actors.as_office(Person.objects.get(pk=judge.person), chair)
    refused_everywhere(twice, confirm_definition_proposal, proposal, SEEN, by="state same-person")
    # Nor after leaving the reviewer's office.
    office = Office.objects.get(code="reviewer")
    terms = office.terms.all()
    on_record.change(terms, ended_early_on=clock.today() + timedelta(days=1))
    with clock.replay(clock.now() + timedelta(days=2)):
        answer = confirm_definition_proposal.check(twice, proposal)
    assert answer.refusal is not None and answer.refusal.code == "same-person"


def test_the_council_agrees_by_page_and_api_and_then_it_counts(hall: Hall, judge: Actor) -> None:
    first = proposed(judge)
    chair = signed_in(hall.chair)
    address = action_pages.url_of(confirm_definition_proposal, first)
    assert chair.post(address, {"seen": ""}).status_code == 400
    assert chair.post(address, SEEN).status_code == 302
    made = Definition.objects.get()
    assert made.formula == {"of": "called-back", "counts": {"solved": "1"}}
    entry = Entry.objects.get(action="evaluation.set_definition")
    assert (
        entry.parent is not None
        and json.loads(entry.body)["by"]["ref"] == hall.body("reviewer").ref
    )
    changed = proposed(
        judge,
        starts=(following() + timedelta(days=40)).replace(day=1),
        formula={"of": "called-back", "counts": {"solved": "0.5"}},
        citation="A new paper",
    )
    page = Client().get(changed.get_absolute_url()).content.decode()
    assert "<del>" in page and "<ins>0.5" in page.replace(" ", "")
    known = Client().get(f"/api/v1/definition-proposals/{changed.pk}").json()
    line = next(one for one in known["changes"] if one["label"] == "How it is counted")
    assert "0.5" in line["text"] and line["was"] and "0.5" not in line["was"]
    assert Definition.objects.count() == 1
    answer = by_key(hall.chair, f"/definition-proposals/{changed.pk}/confirm", SEEN)
    assert answer.status_code == 200, answer.content
    assert Definition.objects.count() == 2
    refused_everywhere(
        hall.chair, confirm_definition_proposal, changed, SEEN, by="state wrong-state"
    )


def test_refused_or_withdrawn_nothing_changes_and_the_reasons_stand(
    hall: Hall, judge: Actor
) -> None:
    one = proposed(judge)
    wrong_everywhere(
        judge, propose_definition, None, rate(), field="code", says="is already waiting"
    )
    answer = signed_in(hall.chair).post(
        action_pages.url_of(refuse_definition_proposal, one), {"reason": "It counts too little."}
    )
    assert answer.status_code == 302
    assert "It counts too little." in Client().get(one.get_absolute_url()).content.decode()
    two = proposed(judge)
    answer = signed_in(judge).post(
        action_pages.url_of(withdraw_definition_proposal, two), {"reason": "A better one follows."}
    )
    assert answer.status_code == 302
    refused_everywhere(hall.chair, confirm_definition_proposal, two, SEEN, by="state wrong-state")
    assert not Definition.objects.exists()
    assert "must agree first" not in Client().get("/evaluation/definitions/").content.decode()


def test_agreed_to_too_late_it_rewrites_nothing(hall: Hall, judge: Actor) -> None:
    kit.agree(hall, proposed(judge, starts=clock.today().replace(day=1)))
    late = proposed(judge, formula={"of": "rated", "counts": {"satisfied": "1"}})
    with clock.replay(clock.now() + timedelta(days=70)):
        refused_everywhere(
            hall.chair,
            confirm_definition_proposal,
            late,
            SEEN,
            by="state changed-meanwhile",
            hangs_on="trying",
        )
    assert Definition.objects.count() == 1


def test_the_proposing_body_must_still_hold_the_power(hall: Hall, judge: Actor) -> None:
    proposal = proposed(judge)
    on_record.change(
        Competence.objects.filter(power="set-evaluation"),
        ends=clock.today() - timedelta(days=1),
    )
    refused_everywhere(
        hall.chair,
        confirm_definition_proposal,
        proposal,
        SEEN,
        by="competence no-competence",
        hangs_on="trying",
    )


def test_where_the_law_names_nobody_nobody_is_waited_for(hall: Hall, judge: Actor) -> None:
    on_record.change(
        Competence.objects.filter(power="confirm-definitions"),
        ends=clock.today() - timedelta(days=1),
    )
    proposal = proposed(judge)
    assert proposal.state == "confirmed" and Definition.objects.get().ref == proposal.result


def test_where_every_named_body_is_measured_the_page_says_what_to_do(
    hall: Hall, judge: Actor
) -> None:
    proposal = proposed(judge)
    assert "Named to agree" in Client().get(proposal.get_absolute_url()).content.decode()
    item = adopt_item.perform(
        hall.chair,
        level="project",
        names=texts("Lamps"),
        unit=hall.unit("north"),
        body=hall.body("council"),
        budget=None,
    ).result
    # What only waits in the plan measures nobody; what is carried out does.
    assert confirm_definition_proposal.check(hall.chair, proposal)
    start_item.perform(hall.chair, item=item, due_on=clock.today() + timedelta(days=30))
    refused_everywhere(hall.chair, confirm_definition_proposal, proposal, SEEN, by="state measured")
    assert "can name another" in Client().get(proposal.get_absolute_url()).content.decode()
    # It does not wait for ever: the body as a whole, by a public resolution, is the last resort.
    assert confirm_definition_proposal.check(as_whole(hall), proposal)
    hall.raise_case()
    law_kit.competence(hall, "roads", "confirm-definitions", "Article 30")
    refused = confirm_definition_proposal.check(as_whole(hall), proposal)
    assert not refused and refused.refusal is not None
    assert refused.refusal.code == "measured", "while another is not measured, none that is agrees"


# --- frameworks -----------------------------------------------------------------------------------
def framework(hall: Hall) -> Framework:
    kit.define(hall, clock.today().replace(day=1))
    return kit.framework(hall, "three-rates", starts=clock.today())


def test_a_framework_goes_on_with_the_old_definition_until_then(hall: Hall, judge: Actor) -> None:
    made = framework(hall)
    other = packs.ready()["three-rates"].replace('every = "month"', 'every = "year"')
    answer = signed_in(judge).post(
        action_pages.url_of(propose_framework),
        {"unit": hall.unit("root").pk, "starts": clock.today().isoformat(), "pack": other},
    )
    proposal = DefinitionProposal.objects.get(state="waiting")
    assert answer["Location"] == proposal.get_absolute_url()
    made.refresh_from_db()
    assert (made.every, made.revision) == ("month", 1)
    assert "must agree first" in Client().get(made.get_absolute_url()).content.decode()
    page = Client().get(proposal.get_absolute_url()).content.decode()
    assert "<del>month</del>" in page and "<ins>year</ins>" in page
    # Nor can it be ended meanwhile past the one who has to agree.
    wrong_everywhere(
        judge,
        propose_framework_end,
        made,
        {"reason": "No."},
        field="reason",
        says="is already waiting",
    )
    kit.agree(hall, proposal)
    made.refresh_from_db()
    assert (made.every, made.revision) == ("year", 2)


def test_a_framework_ends_only_with_the_second_body(hall: Hall, judge: Actor) -> None:
    made = framework(hall)
    answer = signed_in(judge).post(
        action_pages.url_of(propose_framework_end, made), {"reason": "It shows what we dislike."}
    )
    proposal = DefinitionProposal.objects.get(state="waiting")
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.ended_on is None
    page = Client().get(proposal.get_absolute_url()).content.decode()
    assert "It shows what we dislike." in page
    kit.agree(hall, proposal)
    made.refresh_from_db()
    assert made.ended_on == clock.today()


# --- series ---------------------------------------------------------------------------------------
def air(hall: Hall, **instead: Any) -> dict[str, Any]:
    given = {"code": "air", "names": texts("Air"), "body": hall.body("parks"), "up": False}
    return {**given, **instead}


def test_nobody_sets_or_turns_a_series_alone(hall: Hall, judge: Actor) -> None:
    page = signed_in(judge)
    sent = {"code": "air", "names_en": "Air", "body": hall.body("parks").pk, "up": "no"}
    assert page.post(action_pages.url_of(propose_series), sent).status_code == 302
    proposal = DefinitionProposal.objects.get()
    assert not Series.objects.exists()
    refused_everywhere(judge, set_series, proposal, by="state not-confirmed", hangs_on="trying")
    law_kit.competence(hall, "reviewer", "confirm-definitions", "Article 30")
    refused_everywhere(judge, confirm_definition_proposal, proposal, SEEN, by="state same-body")
    kit.agree(hall, proposal)
    made = Series.objects.get()
    assert made.up is False
    # What ranks by less being better is not turned round by one office.
    turned = propose_series.perform(judge, **air(hall, up=True)).result
    assert not Series.objects.get().up
    shown = Client().get(turned.get_absolute_url()).content.decode()
    assert "<del>" in shown and "must agree first" in shown
    assert "must agree first" in Client().get(made.get_absolute_url()).content.decode()
    wrong_everywhere(
        judge, propose_series, None, air(hall), field="code", says="is already waiting"
    )
    kit.agree(hall, turned)
    assert Series.objects.get().up


def test_nobody_ends_a_series_alone(hall: Hall, judge: Actor) -> None:
    kit.series(hall, "air")
    made = Series.objects.get()
    wrong_everywhere(
        judge, propose_series_end, made, {"reason": ""}, field="reason", says="Enter the reasons"
    )
    proposal = propose_series_end.perform(judge, series=made, reason="Nobody reads it.").result
    refused_everywhere(judge, end_series, proposal, by="state not-confirmed", hangs_on="trying")
    assert Series.objects.get().ended_on is None
    kit.agree(hall, proposal)
    assert Series.objects.get().ended_on == clock.today()


def test_whoever_is_measured_proposes_no_series(hall: Hall, judge: Actor) -> None:
    hall.raise_case()
    law_kit.competence(hall, "parks", "set-evaluation", "Article 30")
    refused_everywhere(hall.parks, propose_series, None, air(hall), by="state measured")


def test_a_series_whose_reporter_has_ended_is_not_put_in_force(hall: Hall, judge: Actor) -> None:
    proposal = propose_series.perform(judge, **air(hall)).result
    on_record.change(type(hall.body("parks")).objects.filter(code="parks"), ended_on=clock.today())
    refused_everywhere(
        hall.chair,
        confirm_definition_proposal,
        proposal,
        SEEN,
        by="state changed-meanwhile",
        hangs_on="trying",
    )
    assert not Series.objects.exists()
