"""Whoever holds a vote cannot get rid of its tellers: they step down, or a body releases them that they do not watch."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.core.refusals import BadInput
from commonhall.decisions.votes import actions, teller_actions
from commonhall.decisions.votes.models import Election, Teller
from commonhall.open_data.action_operations import address
from commonhall.people import actors
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.residents.models import Person
from tests.actions.samples import set_fields
from tests.decisions.council import seat
from tests.decisions.kit import question, with_tellers
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db
release = teller_actions.release_teller
SAID: dict[str, Any] = {"heard": "I am independent.", "reasons": "They moved away."}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def election(hall: Hall) -> Election:
    return question(hall)


@pytest.fixture
def teller(hall: Hall, election: Election) -> Teller:
    made: Teller = teller_actions.name_teller.perform(
        hall.chair, election=election, person=person("teller")
    ).result
    return made


def test_no_teller_holds_an_office_of_the_body_that_holds_the_vote(
    hall: Hall, election: Election, teller: Teller
) -> None:
    """Neither when they are named, nor appointed to it between that and the opening."""
    member = seat(hall, 1)
    with pytest.raises(BadInput, match="holds an office in the body"):
        teller_actions.name_teller.perform(
            hall.chair, election=election, person=Person.objects.get(pk=member.person)
        )
    with_tellers(hall, election, 3)
    day = clock.today()
    seat_of = Office.objects.select_related("body").get(code="member-1")
    body_actions.end_term.perform(hall.clerk, seat_of.terms.get())
    body_actions.appoint.perform(
        hall.clerk,
        office=seat_of,
        person=Person.objects.get(name="Teller 2"),
        starts=day,
        ends=day + timedelta(days=300),
    )
    teller_actions.step_down_as_teller.perform(actors.as_person(teller.person), election=election)
    closes = clock.now() + timedelta(days=7)
    opens = actions.open_election
    assert (
        refusal(lambda: opens.perform(hall.chair, election=election, closes_at=closes))
        == "teller-of-the-body"
    )


def test_the_council_releases_a_teller_of_its_own_vote(
    hall: Hall, election: Election, teller: Teller
) -> None:
    given = {**SAID, "teller": teller.pk}
    for who in (hall.chair, hall.clerk, hall.parks):
        answer = signed_in(who).post(action_pages.url_of(release, election), given)
        assert answer.status_code == 403
        where = address(release).replace("{number}", str(election.pk))
        assert by_key(who, where, given).status_code == 403
    # Nor with the power in its hands, nor by naming the same person anew, under another number.
    kit.competence(hall, "council", "release-tellers")
    assert refusal(
        lambda: release.perform(hall.chair, election=election, teller=teller, **SAID)
    ) == ("for-itself")
    with pytest.raises(BadInput, match="already"):
        teller_actions.name_teller.perform(hall.chair, election=election, person=teller.person)
    teller.refresh_from_db()
    assert not teller.released


def test_the_reviewer_hears_the_teller_and_says_why(
    hall: Hall, election: Election, teller: Teller
) -> None:
    judge = kit.seat(hall, "reviewer", person("judge"))
    client, page = signed_in(judge), action_pages.url_of(release, election)
    shown = client.get(teller.get_absolute_url()).content.decode()
    assert page in shown
    for missing in ("heard", "reasons"):
        sent = {**SAID, "teller": teller.pk, missing: ""}
        assert client.post(page, sent).status_code == 400
    assert client.post(page, {**SAID, "teller": teller.pk}).status_code == 302
    public = Client().get(teller.get_absolute_url()).content.decode()
    assert "They moved away." in public and "I am independent." in public
    assert "teller@example.org" not in public


def test_not_even_the_reviewer_of_its_own_vote_nor_once_it_has_begun(
    hall: Hall, election: Election, teller: Teller
) -> None:
    judge = kit.reviewer(hall)
    set_fields(election, body=hall.body("reviewer"))
    assert (
        refusal(lambda: release.perform(judge, election=election, teller=teller, **SAID))
        == "for-itself"
    )
    set_fields(election, body=hall.body("council"), state="scheduled")
    assert (
        refusal(lambda: release.perform(judge, election=election, teller=teller, **SAID))
        == "wrong-state"
    )
    step = teller_actions.step_down_as_teller
    mine = actors.as_person(teller.person)
    assert refusal(lambda: step.perform(mine, election=election)) == "wrong-state"
    set_fields(election, state="draft")
    assert refusal(lambda: step.perform(hall.resident, election=election)) == "no-teller"
    assert step.perform(mine, election=election).result.released
