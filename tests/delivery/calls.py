"""Plain functions that make calls with sealed offers."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.decisions.votes import teller_files
from commonhall.decisions.votes.teller_files import Key, Parts
from commonhall.delivery.calls import (
    deciding_actions,
    offer_actions,
    opening_actions,
    preparing_actions,
    queries,
    scoring_actions,
)
from commonhall.delivery.calls.models import Call, Offer
from commonhall.people.actors import as_organisation, as_person
from commonhall.people.bodies.models import Office
from commonhall.people.organisations import actions as organisation_actions
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person
from tests.actions.samples import set_fields
from tests.kit import Hall, person
from tests.words import texts

#: Number of a call → its openers, each with the key that only they hold.
KEYS: dict[int, list[tuple[Actor, Key]]] = {}
HOUR = timedelta(hours=1)


def wanted(hall: Hall, **given: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "names": texts("Forty lamps"),
        "texts": texts("Forty lamps, with posts."),
        "unit": hall.unit("north"),
        "price_weight": 40,
        "criteria": [
            {"code": "c1", "name": "Quality", "weight": 40},
            {"code": "c2", "name": "Speed", "weight": 20},
        ],
        "shown": "prices",
        "questions_until": now + 24 * HOUR,
        "closes_at": now + 48 * HOUR,
        **given,
    }


def draft(hall: Hall, **given: Any) -> Call:
    return preparing_actions.prepare_call.perform(hall.parks, **wanted(hall, **given)).result


def joined(hall: Hall, call: Call) -> Call:
    """Two officials of other bodies hold the keys."""
    KEYS[call.pk] = []
    for actor in (hall.clerk, hall.chair):
        key = teller_files.make_key()
        preparing_actions.join_as_opener.perform(actor, call=call, public_key=key.public)
        KEYS[call.pk].append((actor, key))
    return call


def is_open(hall: Hall, **given: Any) -> Call:
    return started(hall, draft(hall, **given))


def started(hall: Hall, call: Call) -> Call:
    """Two openers joined, two scorers are named, and it takes offers."""
    joined(hall, call)
    for code in ("parks-desk", "roads-desk"):
        office = Office.objects.get(code=code)
        preparing_actions.name_scorer.perform(hall.parks, call=call, office=office)
    return preparing_actions.open_call.perform(hall.parks, call=call).result


def organisation(hall: Hall, name: str) -> Actor:
    """An organisation with standing, and somebody who speaks for it."""
    known = Organisation.objects.filter(names__icontains=name).first()
    if known is not None:
        speaker = known.memberships.get().person
        assert speaker is not None
        return as_organisation(speaker, known)
    speaker = person(name.lower())
    made = organisation_actions.register_organisation.perform(
        as_person(speaker), name=name, kind="company", unit=hall.unit("north")
    ).result
    organisation_actions.recognise_organisation.perform(hall.clerk, organisation=made)
    return as_organisation(Person.objects.get(pk=speaker.pk), Organisation.objects.get(pk=made.pk))


def hand_in(actor: Actor, call: Call, price: int = 100_00, text: str = "Good lamps.") -> Offer:
    return offer_actions.hand_in_offer.perform(actor, call=call, price=price, text=text).result


def past(call: Call) -> Call:
    """Its hour has come."""
    set_fields(call, closes_at=clock.now() - HOUR, questions_until=clock.now() - 2 * HOUR)
    return Call.objects.get(pk=call.pk)


def parts_of(actor: Actor, key: Key, call: Call) -> Parts:
    opener = queries.opener_of(actor, call)
    assert opener is not None
    pairs = opening_actions.envelopes_for(call, opener)
    said = teller_files.envelopes_said(call.ref, opener.number, key.public, pairs)
    return teller_files.open_parts(key, json.dumps(said))


def open_it(call: Call) -> Call:
    call = Call.objects.get(pk=call.pk)
    for actor, key in KEYS[call.pk]:
        parts = parts_of(actor, key, call)
        opening_actions.open_offers.perform(actor, call=call, file=parts)
    return Call.objects.get(pk=call.pk)


def opened(hall: Hall, *prices: int, **given: Any) -> Call:
    """A call whose offers were opened; one organisation a price: Ash, Birch, Cedar …"""
    call = is_open(hall, **given)
    for name, price in zip(("Ash", "Birch", "Cedar", "Elm"), prices, strict=False):
        hand_in(organisation(hall, name), call, price)
    return open_it(past(call))


def score(actor: Actor, offer: Offer, c1: int = 8, c2: int = 6) -> None:
    scoring_actions.score_offer.perform(
        actor, offer=offer, points={"c1": str(c1), "c2": str(c2)}, reasons="As it says."
    )


def scored(hall: Hall, call: Call) -> Call:
    for offer in queries.to_score(call):
        for actor in (hall.parks, hall.roads):
            score(actor, offer)
    return call


def announced(hall: Hall, *prices: int) -> Call:
    call = scored(hall, opened(hall, *(prices or (100_00, 80_00))))
    return deciding_actions.announce_result.perform(hall.parks, call=call).result
