"""Reasons, which are owed on both sides, and the days by which they are owed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.inputs import Words
from commonhall.law import queries
from commonhall.law.demands.models import Asked
from commonhall.people.organisations.models import Organisation
from commonhall.people.residents.models import Person

MOST_WORDS = 4000


def reasons(empty: Any, label: Any = "") -> Words:
    """The input for reasons. empty: what is said where there are none."""
    return Words(
        label or _("Reasons"),
        _("This is public. Do not write more about yourself than you need to."),
        most=MOST_WORDS,
        long=True,
        empty=empty,
    )


# What an office owes for whatever it decides.
REASONS = reasons(_("Enter the reasons. They are public."))


def due(ctx: Context, duty: str) -> date | None:
    """The last day of a duty that begins today, None where no provision sets one."""
    return queries.due_day(duty, ctx.today)


def said_by(actor: Actor) -> dict[str, Any]:
    """Who asks, as the fields of a demand keep it."""
    if actor.kind is Kind.ORGANISATION:
        return {"organisation_id": actor.organisation}
    return {"person_id": actor.person}


def asker(thing: Asked) -> list[str]:
    """Refs of who asks, for recusal."""
    return [
        Person(pk=thing.person_id).ref if thing.person_id else "",
        Organisation.ref_of(thing.organisation_id) if thing.organisation_id else "",
    ]
