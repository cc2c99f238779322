"""Choosing a mediator: both strike names, or leave it to the lot; the beacon's number; declining."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import beacon_numbers
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PickSeveral
from commonhall.core.refusals import Refused
from commonhall.disputes.disputes import letters, parties, rules
from commonhall.disputes.disputes.actions import TAKES_PART
from commonhall.disputes.disputes.models import FIRST, Dispute
from commonhall.disputes.mediators import choosing
from commonhall.disputes.mediators.models import Mediator

State = Dispute.State


def _on_the_list(dispute: Any) -> QuerySet[Mediator]:
    return Mediator.objects.filter(pk__in=dispute.candidates.values("mediator")).order_by("pk")


def _nobody() -> QuerySet[Mediator]:
    return Mediator.objects.order_by("pk")


def _may_strike(actor: Actor, dispute: Dispute) -> None:
    parties.party_while(State.CHOOSING)(actor, dispute)
    if parties.own_side(actor, dispute).struck:
        raise Refused("state", "said-before", _("You have struck names already."))


@action(
    "disputes.strike_names",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Strike names of mediators"),
    done=_("Names of mediators struck"),
    allows=_may_strike,
    notifies=False,
)
def strike_names(
    ctx: Context,
    dispute: Dispute,
    names: Annotated[
        Sequence[Mediator],
        PickSeveral(
            _("Mediators you do not want"),
            _("Choose none to accept each of them. The other side does not see what you chose."),
            rows=_nobody,
            rows_of=_on_the_list,
        ),
    ] = (),
) -> Dispute:
    """Strike the mediators you do not want. If one name is left, you have agreed on it. If several are, the lot decides."""
    rules.unnamed(ctx)
    party = parties.own_side(ctx.actor, dispute)
    field = "struck_by_first" if party.side == FIRST else "struck_by_second"
    dispute.candidates.filter(mediator__in=[one.pk for one in names]).update(**{field: True})
    party.struck = True
    party.save(update_fields=["struck"])
    if not dispute.parties.filter(struck=False).exists():
        choosing.settle(ctx, dispute)
    return ctx.save(dispute)


def _waits_for_lot(_actor: Actor, dispute: Dispute) -> None:
    if dispute.state != State.LOT:
        raise Refused("state", "wrong-state", _("No mediator is to be drawn here."))
    beacon_numbers.not_before(choosing.due_at(dispute))


@action(
    "disputes.draw_mediator",
    by=Kind.PERSON,
    right=TAKES_PART,
    title=_("Draw the mediator"),
    done=_("Mediator drawn"),
    allows=_waits_for_lot,
    notifies=False,
)
def draw_mediator(
    ctx: Context, dispute: Dispute, signature: Annotated[str, beacon_numbers.SIGNATURE]
) -> Dispute:
    """Enter what the named round of the public beacon gave: it decides who mediates. Only the right number is taken."""
    rules.unnamed(ctx)
    dispute.seed_from = beacon_numbers.read(dispute.beacon, dispute.beacon["round"], signature)
    ctx.note(round=dispute.beacon["round"])
    choosing.drawn(ctx, dispute)
    return ctx.save(dispute)


@action(
    "disputes.decline_mediation",
    by=Kind.PERSON,
    right="mediate-disputes",
    title=_("Decline to mediate"),
    done=_("Mediator declined"),
    allows=parties.handing_over_while(State.MEDIATING),
    notifies=False,
)
def decline_mediation(ctx: Context, dispute: Dispute) -> Dispute:
    """Decline because you know one side, have an interest, or have no time. The next in the lot's order takes over, and
    you cannot read this dispute any more."""
    rules.unnamed(ctx)
    dispute.candidates.filter(chosen=True).update(chosen=False, out=True)
    choosing.follow(ctx, dispute)
    letters.news(dispute)
    return ctx.save(dispute)
