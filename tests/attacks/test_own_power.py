"""Whoever holds power turns it on itself: granting, extending, recalling, judging. Each by page and API, each refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from commonhall.actions.declaration import Action
from commonhall.core import clock
from commonhall.law.amendments.actions import propose_charter_amendment
from commonhall.law.instruments.actions import amend_provision, repeal_provision
from commonhall.law.instruments.granting_actions import grant_competence
from commonhall.law.instruments.models import Competence, Provision
from commonhall.law.mandates.actions import give_mandate, recall_mandate
from commonhall.law.mandates.models import Mandate
from commonhall.law.recalls.actions import refuse_recall
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.actions import end_term
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.invitations.actions import invite
from commonhall.people.residents.models import Person
from tests import on_record
from tests.actions.samples.mandates import mandate_of, reached
from tests.attacks.doors import refused_everywhere, untabled_everywhere, wrong_everywhere
from tests.decisions.council import seated
from tests.kit import Hall, found_hall, person
from tests.law import kit
from tests.law.kit import refusal
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def article(number: int) -> Provision:
    return Provision.objects.get(number=f"Article {number}")


def rule(hall: Hall, *powers: str, **given: Any) -> Provision:
    """A rule of the council's own that speaks of powers."""
    made: Provision = kit.rule(hall, speaks_of=list(powers), **given).provisions.get()
    return made


def day(ahead: int = 0) -> date:
    return clock.today() + ahead * ONE


def grant(hall: Hall, on: Provision, power: str, body: str = "parks", **by: Any) -> None:
    """The chair, who is the whole council here, grants a power by every door, and is refused."""
    root = hall.unit("root")
    given = {"body": hall.body(body), "power": power, "unit": root, "starts": day()}
    refused_everywhere(hall.chair, grant_competence, on, given, **by)


# --- granting -------------------------------------------------------------------------------------
@pytest.mark.parametrize("power", ["review-decisions", "count-votes", "spend"])
@pytest.mark.parametrize("body", ["council", "reviewer"])
def test_the_council_grants_itself_or_its_reviewer_a_power(
    hall: Hall, power: str, body: str
) -> None:
    grant(
        hall,
        rule(hall, power),
        power,
        body,
        by="segregation for-itself",
        provision=article(34),
        hangs_on="body",
    )


@pytest.mark.parametrize("power", ["grant-competences", "fill-offices", "give-mandates"])
def test_power_over_power_is_not_handed_on_so_that_it_comes_back(hall: Hall, power: str) -> None:
    grant(hall, rule(hall, power), power, by="segregation over-power", hangs_on="power")


@pytest.mark.parametrize("number", [2, 23])
def test_a_grant_rests_on_an_article_of_the_charter(hall: Hall, number: int) -> None:
    grant(hall, article(number), "spend", by="rights higher-law")


def test_a_grant_rests_on_a_rule_that_speaks_of_something_else(hall: Hall) -> None:
    grant(hall, rule(hall, "set-plans"), "spend", by="rights not-spoken-of", hangs_on="power")


@pytest.mark.parametrize(
    ("starts", "ends", "field", "says"),
    [
        (5, 51, "ends", "Enter that day or an earlier one"),
        (4, 50, "starts", "Enter that day or a later one"),
        (-1, None, "starts", "backdated"),
        (9, 8, "ends", "last day after the first day"),
    ],
)
def test_a_grant_outlives_its_rule_or_begins_before_it(
    hall: Hall, starts: int, ends: int | None, field: str, says: str
) -> None:
    mine = rule(hall, "set-plans", starts=day(5), ends=day(50))
    given = {"body": hall.body("parks"), "power": "set-plans", "unit": hall.unit("root")}
    days = {"starts": day(starts), **({"ends": day(ends)} if ends is not None else {})}
    wrong_everywhere(hall.chair, grant_competence, mine, {**given, **days}, field=field, says=says)
    grant_competence.perform(hall.chair, mine, **given, starts=day(5), ends=day(50))


# --- mandates and terms ---------------------------------------------------------------------------
FAR = date(2099, 12, 31)


@pytest.mark.parametrize("body", ["council", "reviewer"])
def test_a_mandate_until_2099(hall: Hall, body: str) -> None:
    given = {"body": hall.body(body), "origin": "council", "starts": day(), "ends": FAR}
    refused_everywhere(
        hall.chair,
        give_mandate,
        article(1),
        given,
        by="segregation for-itself",
        provision=article(34),
        hangs_on="body",
    )


def test_nobody_else_gets_so_long_a_mandate(hall: Hall) -> None:
    recall_mandate.perform(hall.chair, mandate_of("parks"), on=day())
    given = {"body": hall.body("parks"), "origin": "council", "starts": day(), "ends": FAR}
    wrong_everywhere(hall.chair, give_mandate, article(1), given, field="ends")


@pytest.mark.parametrize("body", ["reviewer", "council"])
def test_the_chair_recalls_the_reviewer_while_appeals_wait(hall: Hall, body: str) -> None:
    kit.decided(hall)
    kit.appealed(kit.confirmed(hall))
    mandate = mandate_of(body)
    refused_everywhere(
        hall.chair,
        recall_mandate,
        mandate,
        {"on": day()},
        by="segregation for-itself",
        provision=article(34),
    )
    assert Mandate.objects.get(pk=mandate.pk).recalled_on is None


@pytest.mark.parametrize("code", ["reviewer", "member", "council-chair"])
def test_the_chair_ends_the_terms_of_reviewer_and_members(hall: Hall, code: str) -> None:
    kit.reviewer(hall)
    body_actions.establish_office.perform(
        hall.chair, hall.body("council"), code="member", names=texts("Member"), duties={}
    )
    kit.seat(hall, "member", person("member"))
    term = OfficeTerm.objects.get(office__code=code)
    refused_everywhere(
        hall.chair,
        end_term,
        term,
        {"on": day()},
        by="segregation for-itself",
        provision=article(34),
    )


@pytest.mark.parametrize("code", ["council-chair", "reviewer"])
@pytest.mark.parametrize("action", [body_actions.appoint, invite], ids=["appoint", "invite"])
def test_ones_own_term_is_extended_and_the_reviewer_chosen(
    hall: Hall, code: str, action: Action[..., Any]
) -> None:
    office = Office.objects.get(code=code)
    field = "person" if action is body_actions.appoint else "email"
    given = {field: "resident@example.org", "starts": day(1830), "ends": day(2000)}
    refused_everywhere(
        hall.chair, action, office, given, by="segregation for-itself", provision=article(34)
    )


@pytest.mark.parametrize(
    ("starts", "ends", "field", "said"),
    [
        (0, 9, "starts", "Somebody holds this office"),
        (-9, 9, "starts", "cannot begin in the past"),
        (9, 8, "ends", "last day after the first day"),
    ],
)
@pytest.mark.parametrize("action", [body_actions.appoint, invite], ids=["appoint", "invite"])
def test_a_second_holder_and_a_term_in_the_past(
    hall: Hall, action: Action[..., Any], starts: int, ends: int, field: str, said: str
) -> None:
    office = Office.objects.get(code="parks-desk")
    whom = "person" if action is body_actions.appoint else "email"
    given = {whom: "resident@example.org", "starts": day(starts), "ends": day(ends)}
    wrong_everywhere(hall.chair, action, office, given, field=field, says=said)
    assert office.terms.count() == 1


def test_what_reviews_is_not_ended_changed_or_packed(hall: Hall) -> None:
    reviewer, office = hall.body("reviewer"), Office.objects.get(code="reviewer")
    more = {"code": "second", "names": texts("Second reviewer")}
    tries: list[tuple[Action[..., Any], Any, dict[str, Any]]] = [
        (body_actions.end_body, reviewer, {}),
        (body_actions.end_office, office, {}),
        (body_actions.establish_office, reviewer, more),
    ]
    for action, thing, given in tries:
        refused_everywhere(
            hall.chair, action, thing, given, by="segregation for-itself", provision=article(34)
        )


def test_the_way_to_new_mandates_is_not_ended(hall: Hall) -> None:
    desk = hall.body("hall")
    for term in OfficeTerm.objects.filter(office__body=desk):
        end_term.perform(hall.chair, term, on=day())
    assert not OfficeTerm.objects.filter(office__body=desk, ended_early_on=None).exists()
    refused_everywhere(hall.chair, body_actions.end_body, desk, by="segregation needed")


# --- judging --------------------------------------------------------------------------------------
def test_the_council_judges_the_petition_against_itself(hall: Hall) -> None:
    petition = reached(hall)
    assert petition.body == hall.body("reviewer")
    refused_everywhere(
        hall.chair, refuse_recall, petition, {"text": "We are fine."}, by="segregation for-itself"
    )
    petition.refresh_from_db()
    assert petition.state == "reached"


# --- the charter ----------------------------------------------------------------------------------
@pytest.mark.parametrize("number", [1, 13, 34, 36])
def test_an_entrenched_article_is_amended_or_repealed_by_the_council_alone(
    hall: Hall, number: int
) -> None:
    nobody = {"texts": texts("Nobody.")}
    for action, given in ((amend_provision, nobody), (repeal_provision, {"on": day()})):
        refused_everywhere(hall.chair, action, article(number), given, by="rights entrenched")


def test_a_body_of_a_part_of_the_place_amends_the_charter(hall: Hall) -> None:
    kit.competence(hall, "roads", "amend-charter")
    rows: Any = QuerySet(Competence)
    own = rows.filter(power="amend-charter", body=hall.body("roads"))
    on_record.change(own, unit=hall.unit("north"))
    refused_everywhere(
        hall.roads,
        propose_charter_amendment,
        article(6),
        {"texts": texts("Roads.")},
        by="competence outside-territory",
    )


# --- by resolution neither -------------------------------------------------------------------------
def test_together_the_members_do_no_more_for_themselves_than_one_alone(hall: Hall) -> None:
    """What nobody grants, mandates, fills or ends for the own body, the whole body does not either."""
    mine = rule(hall, "review-decisions", "fill-offices")
    member, council = seated(hall)[1], hall.body("council")
    root = hall.unit("root")
    own = {"power": "review-decisions", "unit": root, "starts": day()}
    seat = {"email": "friend@example.org", "starts": day(), "ends": day(99)}
    reviewer = Office.objects.get(code="reviewer")
    tries: list[tuple[Action[..., Any], Any, dict[str, Any], str]] = [
        (grant_competence, mine, {**own, "body": council}, "segregation for-itself"),
        (
            give_mandate,
            article(1),
            {"body": council, "origin": "council", "starts": day(), "ends": FAR},
            "segregation for-itself",
        ),
        (recall_mandate, mandate_of("reviewer"), {"on": day()}, "segregation for-itself"),
        (invite, reviewer, seat, "segregation for-itself"),
        (body_actions.end_body, hall.body("reviewer"), {}, "segregation for-itself"),
        (amend_provision, article(1), {"texts": texts("We.")}, "rights entrenched"),
    ]
    for action, thing, given, by in tries:
        untabled_everywhere(member, action, thing, given, by=by)


def test_power_over_power_is_not_handed_on_by_a_motion(hall: Hall) -> None:
    """The function of the action refuses it: whoever puts it before the body is told so before anybody votes."""
    mine, member = rule(hall, "fill-offices"), seated(hall)[1]
    given = {"body": hall.body("parks"), "power": "fill-offices", "unit": hall.unit("root")}
    by = "segregation over-power"
    untabled_everywhere(member, grant_competence, mine, {**given, "starts": day()}, by=by)


# --- the founding period is the only exception ----------------------------------------------------
def test_the_founding_desk_fills_offices_until_the_council_has_met(hall: Hall) -> None:
    from commonhall.law.founding.actions import close_founding_period
    from commonhall.law.founding.queries import founding_period
    from commonhall.people.bodies.actions import appoint

    office = Office.objects.get(code="reviewer")
    given = {"person": Person.objects.create(name="R"), "starts": clock.today()}
    assert appoint.check(hall.clerk, office)
    close_founding_period.perform(hall.chair, founding_period())
    ends = clock.today() + 9 * ONE
    assert refusal(lambda: appoint.perform(hall.clerk, office, ends=ends, **given)) in (
        "no-competence",
    )


def test_the_article_on_power_over_power_is_what_binds(hall: Hall) -> None:
    """Without it nothing of this holds: it is the charter that says so, and no list in the code."""
    assert refusal(
        lambda: recall_mandate.perform(hall.chair, mandate_of("reviewer"), on=clock.today())
    )
    kit.repeal("Article 34")
    assert recall_mandate.perform(hall.chair, mandate_of("reviewer"), on=clock.today())


def test_every_body_that_reviews_is_named(hall: Hall) -> None:
    from commonhall.law.segregation.queries import reviewers

    for code in ("council", "hall", "parks", "roads"):
        assert reviewers(hall.body(code).pk, clock.today()) == {hall.body("reviewer").pk}, code
    assert Body.objects.filter(reviewed_by__isnull=False).distinct().count() == 4
