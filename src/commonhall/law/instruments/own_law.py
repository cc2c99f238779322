"""Whose law it is: a body changes what it adopted itself, never what stands above it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.instruments.models import Instrument, Provision, Rank

CHANGE = (
    _("A council cannot change higher law."),
    _("Only the body that adopted a rule can change it."),
)
REPEAL = (
    _("A council cannot repeal higher law."),
    _("Only the body that adopted a rule can repeal it."),
)


def unit_of(provision: Provision) -> int | None:
    """Where the body that adopted a provision holds its power."""
    return unit_of_instrument(provision.instrument)


def unit_of_instrument(instrument: Instrument) -> int | None:
    return instrument.adopted_by.unit_id if instrument.adopted_by else None


def own_instrument(actor: Actor, instrument: Instrument) -> None:
    """Whoever adopted an instrument changes it; what the founding set is above all bodies here."""
    _own(actor, instrument, instrument.ref, CHANGE)


def own_provision(actor: Actor, provision: Provision) -> None:
    """As `own_instrument`, of a provision that has not ended."""
    _own(actor, provision.instrument, provision.ref, CHANGE)
    if provision.ends is not None and provision.ends < clock.today():
        raise Refused("state", "ended", _("It has ended: adopt it anew instead."), provision.ref)


def own_to_repeal(actor: Actor, provision: Provision) -> None:
    """As `own_instrument`, in the words of a repeal."""
    _own(actor, provision.instrument, provision.ref, REPEAL)


def _own(actor: Actor, instrument: Instrument, ref: str, words: tuple[Any, Any]) -> None:
    if instrument.rank < Rank.LOCAL_RULE:
        raise Refused("rights", "higher-law", words[0], ref)
    if instrument.adopted_by_id != actor.body:
        raise Refused("rights", "not-its-law", words[1], ref)
