"""Input that cannot be: told at its field by page, operation and command, with what was typed, and nothing half done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.consultations.drafts import actions as drafts
from commonhall.core import clock
from commonhall.core.content import ContentError
from commonhall.decisions.votes.actions import prepare_election
from commonhall.law.amendments import actions as amendments
from commonhall.law.appeals.actions import file_appeal
from commonhall.law.challenges.actions import answer_challenge, challenge_rule
from commonhall.law.founding import charter_checks, charter_templates
from commonhall.law.instruments.actions import adopt_instrument, amend_provision
from commonhall.law.instruments.granting_actions import grant_competence
from commonhall.law.instruments.models import Provision, Rank
from commonhall.law.limits.actions import set_deadline, set_threshold
from commonhall.law.mandates.actions import give_mandate
from commonhall.law.results.actions import enter_result
from commonhall.open_data.action_operations import address
from tests.actions.samples import set_fields
from tests.actions.samples.mandates import PAGE
from tests.attacks.doors import (
    command,
    everything,
    refused_everywhere,
    wrong_by_doors,
    wrong_everywhere,
)
from tests.kit import Hall, by_key, found_hall, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def day(ahead: int = 0) -> Any:
    return clock.today() + timedelta(days=ahead)


# --- an unknown provision -----------------------------------------------------------------------------
@pytest.mark.parametrize("number", [999, 10**17])
def test_an_unknown_provision_is_not_there_at_any_door(hall: Hall, number: int) -> None:
    before = everything()
    nothing = Provision(pk=number)
    given = {"texts": texts("Anything.")}
    page = action_pages.url_of(amend_provision, nothing)
    assert signed_in(hall.chair).post(page, {"texts_en": "Anything."}).status_code == 404
    path = address(amend_provision).replace("{number}", str(number))
    assert by_key(hall.chair, path, given).status_code == 404
    status, said = command(hall.chair, amend_provision, nothing, given)
    assert status == 2 and f"there is no law.provision:{number}" in said
    assert everything() == before


def test_an_unknown_provision_in_an_answer_is_told_at_its_field(hall: Hall) -> None:
    challenge = challenge_rule.perform(
        kit.confirmed(hall), kit.rule(hall).provisions.get(), text="Too much."
    ).result
    given = {"verdict": "simplified", "text": "Shorter.", "instead": 999}
    wrong_by_doors(hall.chair, answer_challenge, challenge, given, field="instead")


def test_an_appeal_against_nothing_is_told_at_its_field(hall: Hall) -> None:
    resident = kit.confirmed(hall)
    for entry in ("no-entry", "01a22201-5429-7696-8844-761474a9dd8a"):
        given = {"entry": entry, "text": "It is wrong."}
        wrong_by_doors(resident, file_appeal, None, given, field="entry", form={**given})


# --- majorities and shares above 100 per cent ---------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("majority", "110"),
        ("majority", "everybody"),
        ("quorum", 101),
        ("quorum", -1),
        ("readings", 0),
        ("readings", 99),
        ("power", "everything"),
        ("most", -1),
    ],
)
def test_a_grant_by_an_impossible_majority(hall: Hall, field: str, value: Any) -> None:
    rule = kit.rule(hall).provisions.get()
    given = {"body": hall.body("parks"), "power": "set-plans", "unit": hall.unit("root")}
    given |= {"starts": day(), field: value}
    form = {name: str(one) for name, one in given.items() if isinstance(one, (str, int))}
    pks = {"body": hall.body("parks").pk, "unit": hall.unit("root").pk}
    form |= {**pks, "starts": day().isoformat()}
    wrong_by_doors(hall.chair, grant_competence, rule, given, field=field, form=form)


@pytest.mark.parametrize("value", [0, 101, -5, 10**12])
def test_a_threshold_above_all_residents(hall: Hall, value: int) -> None:
    rule = kit.rule(hall).provisions.get()
    given = {"matter": "challenge-rule", "per_cent": value, "starts": day()}
    wrong_everywhere(hall.chair, set_threshold, rule, given, field="per_cent")


def test_an_election_that_needs_more_than_all_ballots(hall: Hall) -> None:
    given = {"kind": "question", "names": texts("Lamps?"), "form": "approval", "rule": "most"}
    given |= {"unit": hall.unit("root"), "most": 1}
    wrong_everywhere(
        hall.chair, prepare_election, None, {**given, "threshold": 101}, field="threshold"
    )


def test_a_charter_with_an_impossible_majority_founds_nothing() -> None:
    standard = charter_templates.read(charter_templates.STANDARD)
    first, *rest = standard.data["articles"]
    data = {**standard.data, "articles": [{**first, "majority": "110 per cent"}, *rest]}
    with pytest.raises(ContentError, match="majority: expected one of"):
        charter_checks.check(replace(standard, data=data))


# --- terms and days -----------------------------------------------------------------------------------
def test_a_term_or_a_rule_that_ends_before_it_starts(hall: Hall) -> None:
    rule = kit.rule(hall).provisions.get()
    root, parks = hall.unit("root"), hall.body("parks")
    days = {"starts": day(9), "ends": day(8)}
    article = Provision.objects.get(number="Article 1")
    rules = {"unit": root, "code": "night", "rank": Rank.LOCAL_RULE, "titles": texts("Night")}
    rules |= {"provisions": [("Paragraph 1", texts("No noise."))]}
    elected = {"kind": "election", "held_on": day(), "elected": "council-chair: a@example.org"}
    tries: list[tuple[Any, Any, Any, dict[str, Any]]] = [
        (hall.chair, give_mandate, article, {"body": parks, "origin": "council"}),
        (hall.chair, grant_competence, rule, {"body": parks, "power": "set-plans", "unit": root}),
        (hall.chair, adopt_instrument, None, rules),
        (hall.chair, set_deadline, rule, {"duty": "answer-cases", "days": 9}),
        (hall.clerk, enter_result, hall.body("council"), {**elected, "evidence": PAGE}),
    ]
    for who, action, thing, given in tries:
        wrong_everywhere(who, action, thing, {**given, **days}, field="ends")


@pytest.mark.parametrize("wrong", ["soon", "2026-02-30", "99999-01-01", "<b>", "1.5"])
def test_a_day_that_is_none(hall: Hall, wrong: str) -> None:
    rule = kit.rule(hall).provisions.get()
    given = {"duty": "answer-cases", "days": "9", "starts": wrong}
    wrong_by_doors(hall.chair, set_deadline, rule, given, field="starts", form=given)


# --- a text that changed meanwhile ----------------------------------------------------------------------
def test_an_amendment_to_a_draft_that_changed_meanwhile(hall: Hall) -> None:
    draft = drafts.put_up_draft.perform(
        hall.parks,
        title="Rule on lamps",
        unit=hall.unit("north"),
        closes_on=day(9),
        paragraphs=["Lamps burn until midnight."],
    ).result
    paragraph = draft.paragraphs.get()
    resident = kit.confirmed(hall)
    first, second = (
        drafts.amend.perform(resident, paragraph, text=words, reason="Sleep.").result
        for words in ("Lamps burn until ten.", "Lamps burn until two.")
    )
    given = {"verdict": "taken_up", "text": "Agreed."}
    drafts.answer_amendment.perform(hall.parks, first, **given)
    wrong_everywhere(
        hall.parks,
        drafts.answer_amendment,
        second,
        given,
        field="verdict",
        says="The paragraph has changed since",
    )
    paragraph.refresh_from_db()
    assert paragraph.text == "Lamps burn until ten."


def test_an_amendment_to_an_article_that_changed_meanwhile(hall: Hall) -> None:
    article = Provision.objects.get(number="Article 6")
    amendment = amendments.propose_charter_amendment.perform(
        hall.chair, article, texts=texts("Answers come within a week.")
    ).result
    set_fields(article, texts=texts("Answers come within a month."))
    refused_everywhere(
        hall.chair,
        amendments.enact_charter_amendment,
        amendment,
        by="state changed-meanwhile",
        provision=article,
    )


# --- hostile words ----------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["\x00", "x" * 8001, "   ", "\ud800"])
def test_words_that_are_none_change_no_law(hall: Hall, words: str) -> None:
    rule = kit.rule(hall).provisions.get()
    before = everything()
    path = address(amend_provision).replace("{number}", str(rule.pk))
    answer = by_key(hall.chair, path, {"texts": {"en": words}})
    assert (answer.status_code, answer.json()["field"]) == (422, "texts")
    if words != "\ud800":
        page = action_pages.url_of(amend_provision, rule)
        assert signed_in(hall.chair).post(page, {"texts_en": words}).status_code == 400
    assert everything() == before
