"""Voting on paper in a vote that is also held here: the names under which it stands in the database, and what is there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

from commonhall.core import clock
from commonhall.decisions.votes import queries, voter_keys
from commonhall.decisions.votes.envelopes import Choice
from commonhall.decisions.votes.models import Election
from commonhall.decisions.votes.paper_models import PaperReading, PaperVoter
from commonhall.people.residents.models import CensusEntry

#: How long after the end of voting paper ballots are entered, unless all are in before.
ENTERING = timedelta(hours=24)
# Names of lines of the roll and of paper ballots are numbers beyond those of persons.
_LINES, _BALLOTS = 2**62, 2**61


def line_name(election: Election, line: int) -> str:
    """A line of the roll under the vote's key. Raises `KeyLostError`."""
    return voter_keys.encrypted(election.pk, _LINES + line)


def ballot_name(election: Election, number: int) -> str:
    """A paper ballot, as its envelope is named. Raises `KeyLostError`."""
    return voter_keys.encrypted(election.pk, _BALLOTS + number)


def reading_of(election: Election, choices: Sequence[Choice]) -> str:
    """What was read, so that two readings are compared and neither is kept. Raises `KeyLostError`."""
    return voter_keys.fingerprint(election.pk, json.dumps(sorted(choices)).encode())


def has_voted(person: int, election: Election) -> bool:
    """Is somebody marked on the roll as having voted on paper?"""
    if not election.on_paper or not person:
        return False
    lines = CensusEntry.objects.filter(used_by=person).values_list("pk", flat=True)
    try:
        names = [line_name(election, line) for line in lines]
    except voter_keys.KeyLostError:
        return False
    return PaperVoter.objects.filter(election=election, line__in=names).exists()


def line_on_the_roll(election: Election, keys: Sequence[str]) -> CensusEntry | None:
    """The line of the vote's roll under one of these keys."""
    rows = CensusEntry.objects.filter(
        key__in=keys, pk__lte=election.roll_last or 0, unit__path__startswith=election.unit.path
    )
    return rows.first()


def voted_online(election: Election, line: CensusEntry) -> bool:
    """Does an envelope of the line's resident lie there?"""
    return line.used_by_id is not None and queries.has_voted(line.used_by_id, election)


def waits(election: Election) -> bool:
    """Has voting ended, and are paper ballots still to be entered? A vote whose ties are decided by lot does not wait:
    its envelopes are fixed before anybody knows the lot."""
    if election.closes_at is None or election.by_lot:
        return False
    return election.paper_in < election.on_paper and clock.now() < election.closes_at + ENTERING


def forget(election: Election) -> None:
    """Delete who voted on paper, and readings that stayed alone."""
    for model in (PaperVoter, PaperReading):
        model.objects.filter(election=election).delete()
