"""What all ways of confirming a resident share."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.residents.models import CensusEntry, Person, Verification
from commonhall.places.models import Unit

VERIFIED_FOR = timedelta(days=3 * 365)


def verify(
    ctx: Context,
    person: Person,
    unit: Unit,
    method: str,
    ends: date | None = None,
    papers: str = "",
) -> Verification:
    """Confirm a person as a resident of a place, for three years unless a nearer day is given."""
    latest = ctx.today + VERIFIED_FOR
    if ends is not None and not ctx.today < ends <= latest:
        said = _("Choose a day from tomorrow to three years from now.")
        raise BadInput("ends", said)
    person.unit = unit
    person.save(update_fields=["unit"])
    return ctx.save(
        Verification(
            person=person,
            method=method,
            papers=papers,
            unit=unit,
            starts=ctx.today,
            ends=ends or latest,
        )
    )


def use_line(entry: CensusEntry, person: Person, refusal: Refused) -> None:
    """Let a line of the roll serve this person; each serves one, by whichever way it was shown."""
    if entry.used_by_id not in (None, person.pk):
        raise refusal
    if entry.used_by_id is None:
        entry.used_by = person
        entry.save(update_fields=["used_by"])


def person_of(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person_id)


def unknown_code() -> Refused:
    """One answer for every code that opens nothing: whoever guesses learns nothing from it."""
    words: Any = _(
        "This code is wrong, has been used or has expired. Check it letter by letter. An office can give you a new one."
    )
    return Refused("standing", "unknown-code", words)
