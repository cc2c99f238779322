"""An article of the charter that is not entrenched is changed by the majority it names itself, whatever the power says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.motions import actions, queries
from commonhall.decisions.motions.models import Motion
from commonhall.law.amendments.actions import enact_charter_amendment, propose_charter_amendment
from commonhall.law.challenges.actions import answer_challenge, challenge_rule
from commonhall.law.instruments.actions import amend_provision, repeal_provision
from commonhall.law.instruments.models import Competence, Provision
from tests.actions.samples import set_fields
from tests.decisions.council import seated, table, vote
from tests.kit import Hall, found_hall
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
LATER = timedelta(days=4)
NEW = texts("Every body answers whatever it likes.")


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def article() -> Provision:
    """Its own majority: more than half of all members."""
    return Provision.objects.get(number="Article 6")


def decided(motion: Motion, members: list[Actor], votes: str) -> str:
    for member, choice in zip(members, votes.split(), strict=False):
        vote(motion, [member], choice)
    with clock.replay(clock.now() + LATER):
        found = actions.conclude_motion.perform(members[0], motion=motion).result
    return str(found.state)


@pytest.mark.parametrize("word", ["amend", "repeal"])
def test_two_of_five_change_an_article_that_takes_three(hall: Hall, word: str) -> None:
    # Article 6 gives the reviewer a power, too: the council repeals none of these alone.
    number = "Article 24" if word == "repeal" else "Article 6"
    members, thing = seated(hall, 5), Provision.objects.get(number=number)
    given: dict[str, Any] = {"texts": NEW} if word == "amend" else {"on": clock.today() + LATER}
    action: Any = amend_provision if word == "amend" else repeal_provision
    motion = table(members[0], action, thing, **given)
    page = Client().get(motion.get_absolute_url()).content.decode()
    assert "more than half of all members" in page
    assert decided(motion, members, "yes yes no") == "rejected"
    thing.refresh_from_db()
    assert (thing.texts != NEW, thing.ends) == (True, None)
    again = table(members[0], action, thing, **given)
    assert decided(again, members, "yes yes yes no") == "passed"


def test_a_rule_of_its_own_takes_what_the_power_says(hall: Hall) -> None:
    own = kit.rule(hall).provisions.get()
    members = seated(hall, 5)
    assert queries.rule_of(table(members[0], amend_provision, own, texts=NEW)).majority == "simple"


def test_the_amendment_that_is_enacted_takes_it_too(hall: Hall) -> None:
    amendment = propose_charter_amendment.perform(hall.chair, article(), texts=NEW).result
    members = seated(hall, 5)
    motion = table(members[0], enact_charter_amendment, amendment)
    assert queries.rule_of(motion).majority == "members"


def test_an_answer_to_a_challenge_is_no_way_round(hall: Hall) -> None:
    challenge = challenge_rule.perform(
        kit.confirmed(hall), provision=article(), text="Too much."
    ).result
    members = seated(hall, 5)
    given: dict[str, Any] = {"verdict": "simplified", "text": "Yes.", "texts": NEW}
    motion = table(members[0], answer_challenge, challenge, **given)
    assert queries.rule_of(motion).majority == "members"
    review = (clock.today() + timedelta(days=99)).isoformat()
    kept = {"verdict": "kept", "text": "It is needed.", "review_on": review}
    assert queries.rule_of(table(members[0], answer_challenge, challenge, **kept)).majority == (
        "simple"
    )


def test_the_strictest_of_each_holds_where_two_provisions_grant_the_power(hall: Hall) -> None:
    own = kit.rule(hall).provisions.get()
    grant = Competence.objects.get(power="adopt-local-rules", body__code="council")
    set_fields(grant, quorum=75, readings=2)
    other = kit.competence(hall, "council", "adopt-local-rules")
    row: Any = other or Competence.objects.exclude(pk=grant.pk).get(power="adopt-local-rules")
    set_fields(row, together=True, majority="two-thirds", quorum=10, readings=1)
    members = seated(hall, 5)
    rule = queries.rule_of(table(members[0], amend_provision, own, texts=NEW))
    assert (rule.majority, rule.quorum, rule.readings) == ("two-thirds", 75, 2)


def test_what_has_ended_is_not_revived_by_a_repeal(hall: Hall) -> None:
    own = kit.rule(hall).provisions.get()
    set_fields(own, ends=clock.today() - timedelta(days=1))
    with pytest.raises(BadInput) as caught:
        repeal_provision.perform(hall.chair, own, on=clock.today() + timedelta(days=900))
    assert caught.value.field == "on"
