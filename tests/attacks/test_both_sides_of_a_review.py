"""Nobody sits in a body and in the one that reviews it: not appointed, invited, accepted, standing in or elected, unless
they give the other office up."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.content import ContentError
from commonhall.decisions.seats.timers import seat_due
from commonhall.law.results.actions import confirm_result
from commonhall.law.segregation.models import Reviewing
from commonhall.pages.set_up import hall_file
from commonhall.pages.set_up.founding import found_by
from commonhall.people.accounts.models import Account
from commonhall.people.actors import as_person
from commonhall.people.bodies.actions import appoint, establish_office
from commonhall.people.bodies.models import Office, OfficeTerm
from commonhall.people.invitations import letters
from commonhall.people.invitations.actions import accept_office, invite
from commonhall.people.invitations.models import Invitation
from commonhall.people.invitations.timers import lapse_invitations
from commonhall.people.residents.actions import verify_resident
from commonhall.people.residents.models import Person
from commonhall.record.models import Entry
from tests.actions.samples import mandates
from tests.attacks import stranger
from tests.attacks.doors import refused_everywhere
from tests.decisions import seats
from tests.decisions.seats import COUNTED, SEATED, later
from tests.kit import Hall, found_hall, person, signed_in
from tests.law import kit
from tests.words import texts

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)


@pytest.fixture
def hall(home: Path, monkeypatch: Any) -> Hall:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    return found_hall()


@pytest.fixture
def provision(hall: Hall) -> str:
    row = Reviewing.objects.filter(reviewer__code="reviewer", body__code="parks").get()
    return str(row.provision.ref)


def second(hall: Hall) -> Office:
    establish_office.perform(
        hall.chair, body=hall.body("parks"), code="parks-second", names=texts("Second")
    )
    return Office.objects.get(code="parks-second")


def term(days: int = 100) -> dict[str, Any]:
    return {"starts": clock.today(), "ends": clock.today() + days * ONE}


def mail_of(actor: Actor) -> str:
    return str(Account.objects.get(pk=actor.account_id).email)


def test_a_reviewer_is_not_appointed_or_invited_to_what_they_review(
    hall: Hall, provision: str
) -> None:
    reviewer, office = kit.reviewer(hall), second(hall)
    given = {"person": Person.objects.get(pk=reviewer.person), **term()}
    by = {"by": "segregation both-sides", "provision": provision}
    refused_everywhere(hall.chair, appoint, office, given, **by, hangs_on="person")
    # A term that begins before the other ends, by one day, is as bad.
    late = {**given, "starts": clock.today() + 299 * ONE, "ends": clock.today() + 400 * ONE}
    refused_everywhere(hall.chair, appoint, office, late, **by, hangs_on="person")
    refused_everywhere(
        hall.chair, invite, office, {"email": mail_of(reviewer), **term()}, **by, hangs_on="email"
    )
    after = {"starts": clock.today() + 302 * ONE, "ends": clock.today() + 400 * ONE}
    appoint.perform(hall.chair, office, **{**given, **after})


def test_who_is_reviewed_is_not_made_a_reviewer(hall: Hall, provision: str) -> None:
    office = Office.objects.get(code="reviewer")
    given = {"person": Person.objects.get(pk=hall.parks.person), **term()}
    refused_everywhere(
        hall.clerk,
        appoint,
        office,
        given,
        by="segregation both-sides",
        provision=provision,
        hangs_on="person",
    )


def test_an_invitation_sent_before_is_not_accepted_after(hall: Hall) -> None:
    office = second(hall)
    who = person("both")
    invitation = invite.perform(hall.chair, office, email="both@example.org", **term()).result
    kit.seat(hall, "reviewer", who)
    actor = as_person(Person.objects.get(pk=who.pk))
    given = {"code": letters.code_of(invitation)}
    assert (
        kit.refusal(
            lambda: accept_office.perform(actor, Invitation.objects.get(pk=invitation.pk), **given)
        )
        == "both-sides"
    )
    accept_office.perform(actor, Invitation.objects.get(pk=invitation.pk), give_up=True, **given)
    day = clock.today()
    held = [one.office.code for one in OfficeTerm.objects.filter(person=who) if one.runs(day)]
    assert held == ["parks-second"]


def elected_reviewer(hall: Hall) -> tuple[Actor, Invitation]:
    """The reviewer stands for Parks, and wins."""
    reviewer = kit.reviewer(hall)
    made = seats.called(hall)
    verify_resident.perform(
        hall.clerk, person=Person.objects.get(pk=reviewer.person), unit=hall.unit("north")
    )
    own = as_person(Person.objects.get(pk=reviewer.person))
    seats.stands(own, made)
    seats.stands(seats.resident(hall, "bo"), made)
    seats.counted(hall, made, [["p001"], ["p001"], ["p002"]])
    with later(SEATED):
        assert seat_due() == 1
    assert COUNTED < SEATED
    return own, Invitation.objects.get(office__code="parks-desk", ended_on=None)


def test_elected_to_the_second_they_choose_and_do_not_hold_it_until_then(hall: Hall) -> None:
    own, invitation = elected_reviewer(hall)
    with later(SEATED):
        assert invitation.choose_by == clock.today() + 14 * ONE
    assert not OfficeTerm.objects.filter(office__code="parks-desk", person=own.person).exists()
    given = {"code": letters.code_of(invitation)}
    with later(SEATED + 5):
        page = signed_in(own).get(f"/bodies/{invitation.office.body_id}/").content.decode()
        assert "Parks" in page
        assert kit.refusal(lambda: accept_office.perform(own, invitation, **given)) == "both-sides"
        accept_office.perform(own, Invitation.objects.get(pk=invitation.pk), give_up=True, **given)
        day = clock.today()
        held = [
            one.office.code for one in OfficeTerm.objects.filter(person=own.person) if one.runs(day)
        ]
        assert held == ["parks-desk"]
        assert lapse_invitations() == 0


def test_who_does_not_choose_in_time_does_not_get_it(hall: Hall) -> None:
    own, invitation = elected_reviewer(hall)
    with later(SEATED + 14):
        assert lapse_invitations() == 0
    with later(SEATED + 15):
        assert lapse_invitations() == 1
        invitation.refresh_from_db()
        assert (
            kit.refusal(
                lambda: accept_office.perform(
                    own, invitation, code=letters.code_of(invitation), give_up=True
                )
            )
            == "wrong-state"
        )
    assert not OfficeTerm.objects.filter(office__code="parks-desk", person=own.person).exists()


def test_a_result_from_outside_gives_no_second_seat_either(hall: Hall) -> None:
    reviewer = kit.reviewer(hall)
    result = mandates.entered(hall, elected=[("council-chair", mail_of(reviewer))])
    confirm_result.perform(reviewer, result)
    assert not OfficeTerm.objects.filter(
        office__code="council-chair", person=reviewer.person
    ).exists()
    assert Invitation.objects.get(office__code="council-chair").choose_by is not None


@pytest.mark.parametrize("other", ["council-chair", "hall-desk", "open-spaces-desk"])
def test_a_halls_file_that_names_one_person_for_both_sides_founds_nothing(
    home: Path, other: str
) -> None:
    """Not only whoever accepts is refused: whoever founds is told both lines."""
    data = tomllib.loads(stranger.FILE.read_text())
    offices = {one["code"]: one for one in data["offices"]}
    # In other letters it is the same address.
    offices["reviewer"]["holder"] = offices[other]["holder"].title()
    with pytest.raises(ContentError) as told:
        found_by(hall_file.of(data, stranger.FILE.parent))
    said = str(told.value)
    assert f"[[offices]] {other}: holder" in said and "[[offices]] reviewer: holder" in said
    assert not Entry.objects.exists()
