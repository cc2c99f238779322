"""A motion whose ground another motion would make can be put before the body, and is done only if that one was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.actions import resolutions
from commonhall.actions.action_pages import url_of
from commonhall.actions.actors import Actor
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions import actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.resolution_actions import (
    carry_out_motion,
    table_resolution,
    withdraw_motion,
)
from commonhall.people.bodies.actions import end_office, end_term
from commonhall.people.bodies.models import Office, OfficeTerm
from tests.actions.samples import set_fields
from tests.attacks.doors import everything, refused_everywhere
from tests.decisions.council import decide, seated, table, vote
from tests.kit import Hall, by_key, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def members(hall: Hall) -> list[Actor]:
    return seated(hall)


def desk() -> Office:
    return Office.objects.get(code="parks-desk")


def ended(members: list[Actor]) -> Motion:
    return table(members[0], end_term, OfficeTerm.objects.get(office=desk()))


def then(member: Actor, first: Motion, **given: Any) -> Motion:
    return table_resolution.perform(
        member,
        action="people.end_office",
        thing=desk().ref,
        reasons="Nobody needs it any more.",
        after=first.pk,
        **given,
    ).result


def test_it_is_tabled_by_page_and_done_after_the_other(hall: Hall, members: list[Actor]) -> None:
    with pytest.raises(Refused):
        table(members[1], end_office, desk())
    first = ended(members)
    before = everything()
    page = signed_in(members[1])
    sent = {resolutions.REASONS: "Nobody needs it any more.", "once": "x"}
    answer = page.post(url_of(end_office, desk()), sent)
    assert answer.status_code in (400, 403) and everything() == before
    answer = page.post(url_of(end_office, desk()), {**sent, resolutions.AFTER: first.pk})
    assert answer.status_code == 302, answer.content.decode()
    second = Motion.objects.get(action="people.end_office")
    assert second.after == first
    assert OfficeTerm.objects.get(office=desk()).ended_early_on is None
    shown = Client().get(second.get_absolute_url()).content.decode()
    assert "Only after this motion was carried out" in shown and first.get_absolute_url() in shown
    assert "changed since you opened it" not in shown
    assert not decide(first, members).hindered and not decide(second, members).hindered
    assert desk().ended_on is not None


def test_passed_too_early_it_waits_and_is_done_with_the_other(
    hall: Hall, members: list[Actor]
) -> None:
    first = ended(members)
    second = then(members[1], first)
    early = decide(second, members)
    assert (early.state, early.hindered) == ("passed", "after-motion")
    refused_everywhere(members[1], carry_out_motion, early, by="state hindered", hangs_on="trying")
    assert desk().ended_on is None
    decide(first, members)
    early.refresh_from_db()
    assert early.hindered == "" and desk().ended_on is not None


@pytest.mark.parametrize("how", ["rejected", "withdrawn"])
def test_without_the_other_it_is_never_done(hall: Hall, members: list[Actor], how: str) -> None:
    first = ended(members)
    second = then(members[1], first)
    if how == "rejected":
        vote(first, members, "no")
        actions.conclude_motion.perform(members[0], motion=first)
    else:
        withdraw_motion.perform(members[0], motion=first)
    made = decide(second, members)
    assert made.hindered == "after-motion" and desk().ended_on is None
    shown = Client().get(made.get_absolute_url()).content.decode()
    assert f"only after motion {first.pk} was carried out" in shown


def test_what_even_the_other_does_not_make_right_is_refused(
    hall: Hall, members: list[Actor]
) -> None:
    other = table(members[0], end_term, OfficeTerm.objects.get(office__code="roads-desk"))
    before = everything()
    with pytest.raises(Refused) as caught:
        then(members[1], other)
    assert caught.value.code == "in-office" and everything() == before


@pytest.mark.parametrize("which", ["none", "over", "words"])
def test_a_motion_that_waits_nowhere_is_told_at_the_field(
    hall: Hall, members: list[Actor], which: str
) -> None:
    number = 4711
    if which == "over":
        first = ended(members)
        withdraw_motion.perform(members[0], motion=first)
        number = first.pk
    elif which == "words":
        first = ended(members)
        set_fields(first, action="")
        number = first.pk
    asked = {"action": "people.end_office", "thing": desk().ref, "reasons": "No.", "after": number}
    answer = by_key(members[1], "/motions/table-resolution", asked)
    assert answer.status_code == 422 and answer.json()["field"] == "after", answer.content
    form = {resolutions.REASONS: "No.", resolutions.AFTER: number}
    page = signed_in(members[1]).post(url_of(end_office, desk()), form)
    assert page.status_code == 400 and list(page.context["form"].errors) == [resolutions.AFTER]
    with pytest.raises(BadInput):
        table_resolution.perform(members[1], **asked)
