"""What a charter or a grant leaves out is no way round: councils decide together, people are asked, nobody grants to itself."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.content import Content, ContentError
from commonhall.delivery.plan.actions import adopt_item
from commonhall.law.challenges import actions as challenges
from commonhall.law.founding import charter_templates
from commonhall.law.founding.charter import Plan
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.granting_actions import grant_competence
from commonhall.law.instruments.models import Competence, Instrument
from commonhall.law.mandates.actions import give_mandate
from commonhall.pages.set_up import exporting
from commonhall.people import actors
from commonhall.people.bodies import actions as bodies
from commonhall.people.bodies.models import Body, Office
from tests.attacks.doors import refused_everywhere, wrong_everywhere
from tests.kit import Hall, found_hall, person
from tests.law import kit
from tests.words import texts

DAY = date(2026, 5, 1)


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


# --- charters that say nothing --------------------------------------------------------------------
def without(*keys: str, **more: Any) -> Content:
    """The standard charter, of which no article says what these keys hold."""
    full = charter_templates.read(charter_templates.STANDARD)
    articles = [
        {**{key: value for key, value in one.items() if key not in keys}, **more}
        for one in full.data["articles"]
    ]
    return Content(full.folder, {**full.data, "articles": articles}, full.words)


def planned(charter: Content) -> Plan:
    return charter_templates.plan(charter, {"en": "Lindow"}, DAY)


def by_council(plan: Plan) -> set[str]:
    """Powers that the council uses by resolution."""
    return {
        power
        for grant in plan.grants
        for body, power in grant.powers
        if body == "council"
        and (how := grant.together.get(power)) is not None
        and (not how.bodies or "council" in how.bodies)
    }


def test_a_charter_without_resolutions_lets_no_member_act_alone() -> None:
    usual, silent = by_council(planned(without())), planned(without("resolutions"))
    assert by_council(silent) == usual
    bodies = {
        code for grant in silent.grants for how in grant.together.values() for code in how.bodies
    }
    assert bodies == {"council"}
    # Not even what each member may do is left to them where the charter does not say so.
    strict = by_council(planned(without("resolutions", "by_each")))
    assert strict > usual and not strict & {"vote-in-body", "run-sittings", "decide-matters"}
    assert {"hold-votes", "open-offers", "confirm-awards"} <= strict


def asked(plan: Plan) -> dict[str, tuple[Any, ...]]:
    return {
        power: (rule["residents"], rule["per_cent"], rule["days"], rule.get("least_amount"))
        for grant in plan.grants
        for rule in grant.asking
        for power in rule["powers"]
    }


def test_a_charter_without_asking_rules_asks_as_the_standard_one() -> None:
    usual = asked(planned(without()))
    assert set(usual) >= {"decide-matters", "adopt-local-rules", "set-plans", "award-contracts"}
    assert asked(planned(without("asking"))) == usual
    # Only what an article names is left out, for everybody to read.
    found = asked(planned(without("asking", unasked=["call-votes"])))
    assert found.keys() == usual.keys() - {"call-votes"}


def test_where_nobody_could_ask_the_charter_is_refused_by_its_place() -> None:
    charter = without("asking")
    asks = {"hold-conversations", "write-drafts", "convene-round-tables", "hold-surveys"}
    for article in charter.data["articles"]:
        powers = article.get("powers", {})
        article["powers"] = {
            who: [one for one in these if one not in asks] for who, these in powers.items()
        }
    with pytest.raises(ContentError, match=r"article 12: .*unasked"):
        planned(charter)


def test_a_charter_that_is_silent_on_power_over_power_is_bound_too() -> None:
    def over(plan: Plan) -> set[tuple[str, str]]:
        return {pair for grant in plan.grants for pair in grant.over_power}

    def reviewed(plan: Plan) -> set[tuple[str, str]]:
        return {pair for grant in plan.grants for pair in grant.reviews}

    silent = planned(without("over_power", "reviews"))
    usual = planned(without())
    assert over(silent) == over(usual) and reviewed(silent) == reviewed(usual)


@pytest.mark.django_db
def test_a_hall_taken_as_a_file_says_what_its_charter_leaves_out(hall: Hall) -> None:
    """So another that is founded by it is bound as this one: neither more, nor less."""
    articles = {one["number"]: one for one in exporting.said()["articles"]}
    # This hall asks before decisions alone.
    unasked = {one for article in articles.values() for one in article.get("unasked", ())}
    assert unasked == asked(planned(without())).keys() - {"decide-matters"}
    each = {one for article in articles.values() for one in article.get("by_each", ())}
    assert "hold-votes" in each and not each & {"adopt-local-rules", "vote-in-body"}


# --- grants that say nothing ----------------------------------------------------------------------
def item(hall: Hall) -> dict[str, Any]:
    return {
        "level": "project",
        "names": texts("Benches"),
        "unit": hall.unit("north"),
        "body": hall.body("parks"),
    }


def district(hall: Hall, rule: Instrument) -> tuple[Body, Actor]:
    """A council of a part of the town with two members, and one of them."""
    made = bodies.establish_body.perform(
        hall.clerk,
        code="north-council",
        names=texts("Council of North"),
        kind="council",
        unit=hall.unit("north"),
    ).result
    day = clock.today()
    for number in (1, 2):
        office = bodies.establish_office.perform(
            hall.clerk, body=made, code=f"north-{number}", names=texts(f"Seat {number}"), duties={}
        ).result
        who = person(f"north{number}")
        ends = day + timedelta(days=300)
        bodies.appoint.perform(hall.clerk, office=office, person=who, starts=day, ends=ends)
    give_mandate.perform(
        hall.chair,
        rule.provisions.get(),
        body=made,
        origin="council",
        starts=day,
        ends=day + timedelta(days=200),
    )
    return made, actors.as_office(who, Office.objects.select_related("body").get(pk=office.pk))


@pytest.mark.django_db
def test_a_power_granted_to_a_council_is_no_single_members(hall: Hall) -> None:
    rule = kit.rule(hall)
    council, member = district(hall, rule)
    given: dict[str, Any] = {
        "body": council,
        "power": "set-plans",
        "unit": hall.unit("north"),
        "starts": clock.today(),
    }
    provision = rule.provisions.get()
    both = {**given, "together": True, "alone": True}
    wrong_everywhere(hall.chair, grant_competence, provision, both, field="alone")
    grant_competence.perform(hall.chair, provision, **given)
    refused_everywhere(member, adopt_item, None, item(hall), by="competence by-resolution")
    # What each may do alone is said, and read by everybody.
    said = grant_competence.perform(
        hall.chair, provision, **{**given, "power": "name-sources"}, alone=True
    ).result
    assert not said.together


@pytest.mark.django_db
def test_handed_over_to_a_council_it_is_the_councils_and_no_members(hall: Hall) -> None:
    rule = kit.rule(hall)
    council, _member = district(hall, rule)
    provision = rule.provisions.get()
    grant_competence.perform(
        hall.chair,
        provision,
        body=hall.body("roads"),
        power="set-plans",
        unit=hall.unit("north"),
        starts=clock.today(),
    )
    challenge = challenges.challenge_rule.perform(
        kit.confirmed(hall), provision=provision, text="Too much."
    ).result
    challenges.answer_challenge.perform(
        hall.chair,
        challenge=challenge,
        verdict="handed_over",
        text="North decides this itself.",
        to_body=council,
        ends_on=clock.today(),
    )
    assert Competence.objects.get(body=council, power="set-plans").together


@pytest.mark.django_db
def test_where_one_grant_of_two_says_by_resolution_it_is_by_resolution(hall: Hall) -> None:
    """A later grant of the same power, for each member alone, does not loosen the first."""
    rule = kit.rule(hall)
    council, member = district(hall, rule)
    given: dict[str, Any] = {"body": council, "power": "set-plans", "unit": hall.unit("north")}
    later = adopt_instrument.perform(
        hall.chair,
        unit=hall.unit("root"),
        code="later",
        rank=rule.rank,
        titles=texts("Later"),
        starts=clock.today(),
        provisions=[("Paragraph 1", texts("Each may."))],
        speaks_of=["set-plans"],
    ).result
    for provision, alone in ((later.provisions.get(), True), (rule.provisions.get(), False)):
        grant_competence.perform(hall.chair, provision, **given, starts=clock.today(), alone=alone)
    refused_everywhere(member, adopt_item, None, item(hall), by="competence by-resolution")
