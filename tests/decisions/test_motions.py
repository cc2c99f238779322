"""A body decides: not before asking, not with an interest, not without enough of its offices."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.actions.models import Link
from commonhall.cases.sources import actions as source_actions
from commonhall.cases.sources.models import Source
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import actions, queries
from commonhall.decisions.motions.models import Motion, RollCallVote
from commonhall.people.actors import as_office
from commonhall.people.bodies import actions as body_actions
from commonhall.people.bodies.models import Office
from commonhall.people.interests import actions as interest_actions
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.asking_kit import ask
from tests.decisions.council import roll_call
from tests.kit import Hall, as_whole, found_hall
from tests.words import texts

pytestmark = pytest.mark.django_db
WORDS = {"names": texts("Lamps"), "texts": texts("Ten new lamps.")}


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def matter(hall: Hall) -> Source:
    case = hall.raise_case()
    return source_actions.name_source.perform(
        hall.parks,
        title="Old cable",
        text="",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=[case],
    ).result


def seat(hall: Hall, number: int) -> Actor:
    """One more member of the council."""
    office = body_actions.establish_office.perform(
        as_whole(hall),
        body=hall.body("council"),
        code=f"member-{number}",
        names=texts(f"Member {number}"),
        duties={},
    ).result
    person = Person.objects.create(name=f"Member {number}")
    day = timezone.localdate()
    body_actions.appoint.perform(
        hall.clerk, office=office, person=person, starts=day, ends=day + timedelta(days=300)
    )
    return as_office(person, Office.objects.select_related("body").get(pk=office.pk))


def table(hall: Hall, matter: Source, **given: Any) -> Motion:
    values = {"unit": hall.unit("north"), **WORDS, **given}
    return actions.table_motion.perform(hall.chair, matter=matter.ref, **values).result


def refusal(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_before_those_concerned_were_asked_it_is_refused_and_the_attempt_recorded(
    hall: Hall, matter: Source
) -> None:
    with pytest.raises(Refused) as caught:
        table(hall, matter)
    assert (caught.value.rule, caught.value.code) == ("asking_first", "not-asked")
    assert caught.value.provision.startswith("law.provision:")
    entry = Entry.objects.order_by("-id")[0]
    assert (entry.kind, entry.action, entry.subject) == (
        "refusal",
        "decisions.table_motion",
        matter.ref,
    )
    assert not Motion.objects.exists()
    ask(hall, matter.ref)
    motion = table(hall, matter)
    assert Link.objects.filter(from_ref=matter.ref, to_ref=motion.ref).exists()


def test_one_is_recused_and_the_others_decide(hall: Hall, matter: Source) -> None:
    ask(hall, matter.ref)
    members = [seat(hall, number) for number in range(3)]
    interest_actions.declare_interest.perform(members[0], target=matter.ref, kind="property")
    motion = table(hall, matter)
    vote = actions.vote_on_motion
    assert refusal(lambda: vote.perform(members[0], motion=motion, choice="yes")) == "recused"
    vote.perform(members[1], motion=motion, choice="yes", reason="It is dark.")
    conclude = actions.conclude_motion
    assert refusal(lambda: conclude.perform(members[1], motion=motion)) == "no-quorum"
    vote.perform(hall.chair, motion=motion, choice="no")
    vote.perform(members[2], motion=motion, choice="yes")
    assert roll_call(motion) == (2, 1, 0, 3)
    assert [one.office.code for one in queries.sitting(motion).recused] == ["member-0"]
    decided = conclude.perform(hall.chair, motion=motion).result
    assert decided.state == Motion.State.PASSED
    assert refusal(lambda: vote.perform(members[2], motion=motion, choice="no")) == "wrong-state"


def test_half_of_the_offices_are_no_quorum(hall: Hall, matter: Source) -> None:
    ask(hall, matter.ref)
    other = seat(hall, 0)
    motion = table(hall, matter)
    actions.vote_on_motion.perform(hall.chair, motion=motion, choice="yes")
    assert roll_call(motion) == (1, 0, 0, 2)
    conclude = actions.conclude_motion
    assert refusal(lambda: conclude.perform(hall.chair, motion=motion)) == "no-quorum"
    actions.vote_on_motion.perform(other, motion=motion, choice="yes")
    assert conclude.perform(hall.chair, motion=motion).result.state == Motion.State.PASSED


def test_a_vote_is_changed_not_doubled_and_a_tie_does_not_pass(hall: Hall, matter: Source) -> None:
    ask(hall, matter.ref)
    member = seat(hall, 1)
    motion = table(hall, matter)
    for choice in ("yes", "no", "yes"):
        actions.vote_on_motion.perform(member, motion=motion, choice=choice)
    actions.vote_on_motion.perform(hall.chair, motion=motion, choice="no")
    assert RollCallVote.objects.count() == 2
    decided = actions.conclude_motion.perform(hall.chair, motion=motion).result
    assert decided.state == Motion.State.REJECTED


def test_other_bodies_and_residents_have_no_say(hall: Hall, matter: Source) -> None:
    ask(hall, matter.ref)
    motion = table(hall, matter)
    vote = actions.vote_on_motion
    assert refusal(lambda: vote.perform(hall.parks, motion=motion, choice="yes")) == "no-competence"
    assert refusal(lambda: vote.perform(hall.resident, motion=motion, choice="yes")) == "wrong-kind"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"names": {}}, "names"), ({"texts": {"en": " "}}, "texts"), ({"amount": -1}, "amount")],
)
def test_bad_motions_are_named(
    hall: Hall, matter: Source, change: dict[str, Any], field: str
) -> None:
    ask(hall, matter.ref)
    with pytest.raises(BadInput) as caught:
        table(hall, matter, **change)
    assert caught.value.field == field
    assert not Motion.objects.exists()


def test_annulled_only_by_the_reviewer_and_only_when_passed(hall: Hall, matter: Source) -> None:
    ask(hall, matter.ref)
    motion = table(hall, matter)
    judge = Person.objects.create(name="Judge")
    office = Office.objects.select_related("body").get(code="reviewer")
    day = date.today()
    body_actions.appoint.perform(
        hall.clerk, office=office, person=judge, starts=day, ends=day + timedelta(days=99)
    )
    reviewer = as_office(judge, office)
    annul = actions.annul_motion
    assert refusal(lambda: annul.perform(reviewer, motion=motion)) == "wrong-state"
    actions.vote_on_motion.perform(hall.chair, motion=motion, choice="yes")
    actions.conclude_motion.perform(hall.chair, motion=motion)
    assert refusal(lambda: annul.perform(hall.chair, motion=motion)) == "no-competence"
    assert annul.perform(reviewer, motion=motion).result.state == Motion.State.ANNULLED
