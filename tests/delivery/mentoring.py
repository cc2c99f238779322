"""Mentoring between organisations, for tests: plain functions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.delivery.mentoring import deciding_actions, offer_actions, pair_actions
from commonhall.delivery.mentoring.models import (
    MentorMeeting,
    MentorOffer,
    MentorPair,
    MentorSuggestion,
)
from commonhall.people.actors import as_organisation, as_person
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents import actions as resident_actions
from commonhall.people.residents.models import Person
from tests.kit import Hall, person

GOALS = "We keep our own books."


def day(number: int) -> date:
    return clock.today() + timedelta(days=number)


def resident(hall: Hall, number: int) -> Actor:
    """A confirmed resident who can sign in."""
    made = person(f"mentoring-{number}")
    resident_actions.verify_resident.perform(hall.clerk, person=made, unit=hall.unit("north"))
    return as_person(made)


def registered(hall: Hall, by: Actor, name: str, recognised: bool = True) -> Organisation:
    made = organisation_actions.register_organisation.perform(
        by, name=name, kind="association", unit=hall.unit("north")
    ).result
    if recognised:
        organisation_actions.recognise_organisation.perform(hall.clerk, organisation=made)
    return Organisation.objects.get(pk=made.pk)


def acting(by: Actor, organisation: Organisation) -> Actor:
    return as_organisation(Person.objects.get(pk=by.person), organisation)


def mentor(hall: Hall, number: int = 501, name: str = "Elders") -> Actor:
    """Somebody who acts for a recognised organisation."""
    by = resident(hall, number)
    return acting(by, registered(hall, by, name))


def learner(hall: Hall, number: int = 601, name: str = "Sprouts") -> tuple[Actor, Organisation]:
    """Somebody in their own name, and the unrecognised organisation they speak for."""
    by = resident(hall, number)
    return by, registered(hall, by, name, recognised=False)


def offered(hall: Hall, by: Actor, **given: Any) -> MentorOffer:
    values: dict[str, Any] = {
        "fields": ["money", "volunteers"],
        "text": "We have kept books for **twenty** years.",
        "unit": hall.unit("north"),
        "places": 1,
        **given,
    }
    return offer_actions.offer_mentoring.perform(by, **values).result


def asked(by: Actor, organisation: Organisation, offer: MentorOffer, **given: Any) -> MentorPair:
    values: dict[str, Any] = {
        "offer": offer,
        "field": "money",
        "goals": GOALS,
        "until": day(200),
        **given,
    }
    return pair_actions.ask_for_mentor.perform(by, organisation=organisation, **values).result


def waiting(hall: Hall) -> tuple[Actor, Actor, MentorPair]:
    """Who mentors, who learns, and the request between them."""
    elder = mentor(hall)
    by, sprouts = learner(hall)
    return elder, by, asked(by, sprouts, offered(hall, elder))


def running(hall: Hall) -> tuple[Actor, Actor, MentorPair]:
    elder, by, pair = waiting(hall)
    return elder, by, pair_actions.agree_to_mentor.perform(elder, pair=pair).result


def ended(hall: Hall) -> tuple[Actor, Actor, MentorPair]:
    elder, by, pair = running(hall)
    return elder, by, pair_actions.end_mentoring.perform(by, pair=pair).result


def met(by: Actor, pair: MentorPair, **given: Any) -> MentorMeeting:
    values = {"on": day(0), "text": "We opened the first book.", **given}
    return pair_actions.note_mentor_meeting.perform(by, pair=pair, **values).result


def judged(by: Actor, pair: MentorPair, shows: bool, word: str = "It helped.") -> MentorPair:
    pair = MentorPair.objects.get(pk=pair.pk)
    judge = pair_actions.judge_mentoring.perform
    return judge(by, pair=pair, judged="reached", word=word, shows=shows).result


def suggested(hall: Hall, offer: MentorOffer, organisation: Organisation) -> MentorSuggestion:
    return deciding_actions.suggest_mentor.perform(
        hall.clerk,
        offer=offer,
        organisation=organisation,
        field="money",
        reasons="They sit in the same street.",
    ).result
