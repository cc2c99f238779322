"""What becomes of law and mandates when a review undoes what was done; what rests on a rule."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from commonhall.actions.context import Context
from commonhall.actions.undoing import rests, set_aside, stays
from commonhall.law import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.reviews.models import Reconsidered


@set_aside(Mandate)
def never_given(ctx: Context, mandate: Mandate) -> bool:
    """From today the body holds no power by it."""
    if mandate.recalled_on is not None and mandate.recalled_on <= ctx.today:
        return False
    mandate.recalled_on = ctx.today
    return True


# What a body said of its rules stays readable; what it did to them is undone.
stays(Reconsidered)


@rests(Instrument)
def on_an_instrument(instrument: Any) -> list[str]:
    return _grants(list(instrument.provisions.values_list("pk", flat=True)))


@rests(Provision)
def on_a_provision(provision: Any) -> list[str]:
    return _grants([provision.pk])


def _grants(provisions: list[int]) -> list[str]:
    """Every power, right, prohibition, day, threshold and mandate that rests on provisions."""
    found = queries.grants_of(provisions)
    challenges = Challenge.objects.filter(Q(provision__in=provisions), decided_at=None)
    return [one.ref for rows in (*found.values(), challenges.order_by("pk")) for one in rows]
