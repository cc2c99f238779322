"""A group of residents cannot be used by those outside it, by those who decide about it, or to spend what nobody agreed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from commonhall.core.refusals import BadInput
from commonhall.delivery.projects import actions, agreeing_actions, queries, running_actions
from commonhall.delivery.projects.models import Project, ProjectMember
from commonhall.law.appeals import actions as appeals
from commonhall.people import actors
from commonhall.people.residents import actions as residents
from commonhall.people.residents.models import Person
from commonhall.record import sequencer, verification
from commonhall.record.models import Entry
from commonhall.record.readers import DatabaseSource
from tests.decisions.kit import voter
from tests.delivery import projects as kit
from tests.delivery.projects import MONEY
from tests.kit import Hall, by_key, found_hall, person, signed_in
from tests.law import kit as law_kit
from tests.law.kit import refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_an_official_in_the_group_does_not_agree_to_it(hall: Hall) -> None:
    official = Person.objects.get(pk=hall.parks.person)
    residents.verify_resident.perform(hall.clerk, person=official, unit=hall.unit("north"))
    one = kit.asked(hall, law_kit.confirmed(hall))
    actions.join_project.perform(actors.as_person(official), project=one)
    for action, given in (
        (agreeing_actions.agree_to_project, {"agreed": 1, "reasons": "Yes."}),
        (agreeing_actions.refuse_project, {"reasons": "No."}),
    ):
        assert refusal(lambda a=action, g=given: a.perform(hall.parks, project=one, **g)) == (
            "own-matter"
        )


def test_nobody_from_outside_does_anything(hall: Hall) -> None:
    who, other = law_kit.confirmed(hall), voter(hall, 9)
    one = kit.agreed(hall, who)
    step = queries.steps(one)[0]
    for call in (
        lambda: kit.finish(other, step),
        lambda: kit.spend(other, one),
        lambda: running_actions.finish_project.perform(other, project=one, report="x"),
        lambda: running_actions.give_up_project.perform(other, project=one, report="x"),
        lambda: actions.name_me_in_project.perform(other, project=one, name="x"),
    ):
        assert refusal(call) == "not-yours"
    # Who has left is outside again.
    actions.join_project.perform(other, project=one)
    actions.leave_project.perform(other, project=one)
    assert refusal(lambda: kit.spend(other, one)) == "not-yours"


def test_the_unconfirmed_and_offices_are_in_no_group(hall: Hall) -> None:
    one = kit.founded(hall, law_kit.confirmed(hall))
    stranger = actors.as_person(person("newcomer"))
    assert refusal(lambda: kit.founded(hall, stranger)) == "not-verified"
    assert refusal(lambda: actions.join_project.perform(stranger, project=one)) == "not-verified"
    assert refusal(lambda: actions.join_project.perform(hall.parks, project=one)) == "wrong-kind"


def test_nobody_is_counted_twice_in_a_group(hall: Hall) -> None:
    one, who = kit.founded(hall, voter(hall, 1)), law_kit.confirmed(hall)
    client = signed_in(who)
    for _twice in range(2):
        client.post(f"{one.get_absolute_url()}join/", {"name": ""})
    answer = by_key(who, f"/projects/{one.pk}/join", {})
    assert answer.status_code == 409 and answer.json()["code"] == "joined"
    assert queries.members(one).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_projectmember (version, project_id, person_id, name, first, "
            "joined_on) VALUES (1, %s, %s, '', %s, '2026-01-01')",
            [one.pk, who.person, False],
        )


def test_what_was_asked_stays_as_it_was_asked(hall: Hall) -> None:
    """Between asking and agreeing, neither money nor steps change."""
    who = law_kit.confirmed(hall)
    one = kit.asked(hall, who)
    assert refusal(lambda: kit.step(who, one)) == "wrong-state"
    dropped = refusal(lambda: actions.drop_project_step.perform(who, step=queries.steps(one)[0]))
    assert dropped == "wrong-state"
    agreed = kit.agreed(hall, who, title="Another")
    moved = refusal(
        lambda: actions.move_project_step.perform(
            who, step=queries.steps(agreed)[0], due_on=kit.day(90)
        )
    )
    assert moved == "wrong-state"
    with pytest.raises(BadInput):
        agreeing_actions.agree_to_project.perform(
            hall.parks, project=one, agreed=MONEY + 1, reasons="More."
        )


def test_no_money_is_spent_before_or_beyond_the_agreement(hall: Hall) -> None:
    who = law_kit.confirmed(hall)
    early = kit.asked(hall, who)
    assert refusal(lambda: kit.spend(who, early)) == "wrong-state"
    agreeing_actions.agree_to_project.perform(
        hall.parks, project=early, agreed=100_00, reasons="Some."
    )
    one = Project.objects.get(pk=early.pk)
    kit.spend(who, one, 60_00)
    with pytest.raises(BadInput):
        kit.spend(who, one, 40_01, "R-2")
    with pytest.raises(BadInput):
        kit.spend(who, one, 1_00, "R-1")


def test_a_refusal_can_be_appealed_and_is_answered_again(hall: Hall) -> None:
    who = law_kit.confirmed(hall)
    one = kit.asked(hall, who)
    agreeing_actions.refuse_project.perform(hall.parks, project=one, reasons="No.")
    entry = law_kit.entry_of("delivery.refuse_project")
    appeal = appeals.file_appeal.perform(who, entry=entry, text="Not so.").result
    appeals.decide_appeal.perform(
        law_kit.reviewer(hall), appeal=appeal, verdict="granted", text="It must be heard."
    )
    one.refresh_from_db()
    assert (one.state, one.reasons) == ("asked", "")


def test_hidden_words_are_nowhere(hall: Hall) -> None:
    one = kit.agreed(hall, law_kit.confirmed(hall), title="The thief of Mill Lane 4")
    assert one.item is not None
    agreeing_actions.hide_project.perform(hall.parks, project=one, reason="private")
    for address in (
        one.get_absolute_url(),
        one.item.get_absolute_url(),
        "/plan/projects/",
        "/api/v1/projects",
        "/search/?q=thief",
    ):
        assert "thief of Mill" not in Client().get(address).content.decode()


def test_names_of_members_stand_in_no_entry_and_go_with_the_person(hall: Hall) -> None:
    who = law_kit.confirmed(hall)
    one = kit.agreed(hall, who, name="Xylia of Mill Road", title="A xylophone for everybody")
    said = [entry.body for entry in Entry.objects.all()]
    assert not any("Xylia" in body or "xylophone" in body for body in said)
    residents.erase_me.perform(who, words=True)
    assert not ProjectMember.objects.filter(person=who.person).exists()
    assert "Xylia" not in Client().get(one.get_absolute_url()).content.decode()
    assert queries.members(one).count() == 3
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
