"""Tellers of Millbrook's votes: three residents, who keep their keys nowhere but here, until the count."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from commonhall.actions.actors import Actor
from commonhall.decisions.votes import copy_actions, queries, teller_actions, teller_files
from commonhall.decisions.votes.models import Election, Result, Teller
from commonhall.decisions.votes.tally import close_if_over, tally
from commonhall.decisions.votes.teller_files import Key
from commonhall.people.residents.models import Person

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

Tellers = list[tuple[Actor, Key]]


def named(town: Town, chair: Actor, election: Election, residents: Sequence[Actor] = ()) -> Tellers:
    """Three residents are named and join, each with a key of their own."""
    found = []
    for resident in residents or town.residents[-3:]:
        person = Person.objects.get(pk=resident.person or 0)
        teller_actions.name_teller.perform(chair, election=election, person=person)
        key = teller_files.make_key()
        teller_actions.join_as_teller.perform(resident, election=election, public_key=key.public)
        found.append((resident, key))
    return found


def copy(election: Election, tellers: Tellers) -> None:
    """The first of them keeps a copy of the envelopes of a running vote."""
    copy_actions.take_copy.perform(tellers[0][0], election=election)


def delete_copy(election: Election, tellers: Tellers) -> None:
    """Once it is counted, they delete it and say so."""
    copy_actions.confirm_copy_deleted.perform(tellers[0][0], election=election, deleted=True)


def count(election: Election, tellers: Tellers) -> Result:
    """The vote is over: two tellers hand in their parts, open all and sign, and the System counts."""
    close_if_over(election)
    for actor, key in tellers[:2]:
        hand_in(actor, key, election)
    for actor, key in tellers[:2]:
        sign(actor, key, election)
    return tally(election)


def hand_in(actor: Actor, key: Key, election: Election) -> None:
    """One teller opens their parts of the envelopes of a closed vote, and hands them in."""
    teller = _own(actor, election)
    pairs = queries.envelopes_for(election, teller)
    said = teller_files.envelopes_said(election.ref, teller.number, key.public, pairs)
    parts = teller_files.open_parts(key, json.dumps(said))
    teller_actions.hand_in_parts.perform(actor, election=election, file=parts)


def sign(actor: Actor, key: Key, election: Election) -> None:
    """Once enough have handed in: one teller opens all ballots, and signs them."""
    whole = queries.whole_file(election, _own(actor, election))
    signed = teller_files.sign_ballots(key, json.dumps(whole))
    teller_actions.sign_ballots.perform(actor, election=election, file=signed)


def _own(actor: Actor, election: Election) -> Teller:
    teller = queries.teller_of(actor.person_id, election)
    if teller is None:
        raise AssertionError("a teller is missing")
    return teller
