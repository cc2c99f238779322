"""What `decide` holds about a person: the envelope they handed in, until it is counted."""

from __future__ import annotations

from typing import Any

from commonhall.acts.context import Context
from commonhall.decide.models import Envelope
from commonhall.people.models import Person
from commonhall.people.personal import holds


def _export(person: Person) -> dict[str, Any]:
    rows = Envelope.objects.filter(person=person).select_related("election")
    return {"envelopes_handed_in": [row.election.name for row in rows]}


def _erase(ctx: Context, person: Person, words: bool) -> None:
    # The envelope stays until the count, so that nobody votes twice by erasing themselves; it names a
    # person who has no name any more, and is destroyed with all others.
    del ctx, person, words


def register() -> None:
    holds("decide", _export, _erase)
