"""Whose law it is: a body changes what it adopted itself, never what stands above it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law.instruments.models import Instrument, Provision, Rank
from commonhall.places.models import Unit

CHANGE = (
    _("A council cannot change higher law."),
    _("Only the body that adopted a rule can change it."),
)
GRANT = (
    _("A grant must be based on the body's own rule, and the rule must name the power."),
    _(
        "A grant must be based on the body's own rule. Only the body that adopted this rule can grant under it."
    ),
)
REPEAL = (
    _("A council cannot repeal higher law."),
    _("Only the body that adopted a rule can repeal it."),
)


def unit_of(provision: Provision) -> int | None:
    """Where the body that adopted a provision holds its power."""
    return unit_of_instrument(provision.instrument)


def unit_of_instrument(instrument: Instrument) -> int | None:
    if instrument.is_charter:
        # It is the whole place's: no body of a part of it changes it. A page asks for each of its articles.
        if instrument.whole_place is None:
            roots = Unit.objects.filter(parent=None)
            instrument.whole_place = roots.values_list("pk", flat=True).first()
        return instrument.whole_place
    return instrument.adopted_by.unit_id if instrument.adopted_by else None


def own_instrument(actor: Actor, instrument: Instrument) -> None:
    """Whoever adopted an instrument changes it; what the founding set is above all bodies here."""
    _own(actor, instrument, instrument.ref, CHANGE)


def own_provision(actor: Actor, provision: Provision, granting: bool = False) -> None:
    """As `own_instrument`, of a provision that has not ended. granting: to grant by it."""
    _own(actor, provision.instrument, provision.ref, GRANT if granting else CHANGE)
    if provision.ends is not None and provision.ends < clock.today():
        raise Refused("state", "ended", _("It has ended. Adopt it again instead."), provision.ref)


def own_or_charter(actor: Actor, provision: Provision) -> None:
    """As `own_provision`; whoever adopts local rules also changes articles of the charter that are not entrenched."""
    if not provision.instrument.is_charter:
        own_provision(actor, provision)
        return
    _not_entrenched(provision)
    if provision.ends is not None and provision.ends < clock.today():
        raise Refused("state", "ended", _("It has ended. Adopt it again instead."), provision.ref)


def _not_entrenched(provision: Provision) -> None:
    if provision.entrenched:
        raise Refused(
            "rights",
            "entrenched",
            _(
                "This article is entrenched, so propose an amendment. It needs the majority named in the article and a vote of the residents."
            ),
            provision.ref,
        )


def own_majority(provision: Provision, _sent: object = None) -> str:
    """The majority that an article of the charter states for its own change; "" where it is no article of it."""
    return provision.majority if provision.instrument.is_charter else ""


def own_to_repeal(actor: Actor, provision: Provision) -> None:
    """As `own_or_charter`, in the words of a repeal."""
    if provision.instrument.is_charter:
        _not_entrenched(provision)
        return
    _own(actor, provision.instrument, provision.ref, REPEAL)


def _own(actor: Actor, instrument: Instrument, ref: str, words: tuple[Any, Any]) -> None:
    if instrument.rank < Rank.LOCAL_RULE:
        raise Refused("rights", "higher-law", words[0], ref)
    if instrument.adopted_by_id != actor.body:
        raise Refused("rights", "not-its-law", words[1], ref)
