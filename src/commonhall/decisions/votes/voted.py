"""In which running votes somebody's envelope lies: known while a vote runs, and to nobody once it has closed."""

from __future__ import annotations

from contextlib import suppress

from django.db.models import QuerySet

from commonhall.decisions.votes import voter_keys
from commonhall.decisions.votes.models import Election


def voted_in(person: int) -> list[Election]:
    """Votes that run, in which somebody's envelope lies."""
    return list(running_with_envelope_of(person).order_by("pk"))


def running_with_envelope_of(person: int) -> QuerySet[Election]:
    """The same as a query set: one query, however many votes run. Who has no key of a vote finds nothing in it."""
    names = []
    for vote in voter_keys.there() if person else ():
        with suppress(voter_keys.KeyLostError):
            names.append(voter_keys.encrypted(vote, person))
    # A name is encrypted for one vote: it stands on no envelope of another.
    open_ones = Election.objects.filter(state=Election.State.OPEN)
    return open_ones.filter(envelopes__voter__in=names) if names else open_ones.none()
