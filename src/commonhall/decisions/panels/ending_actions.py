"""Ends of a panel before its work is done: called off before it is drawn, annulled on review, or nobody to draw."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.subscriptions import part_of
from commonhall.actions.undoing import by_action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries.draw_actions import annul_lottery
from commonhall.decisions.lotteries.models import Lottery
from commonhall.decisions.panels import law
from commonhall.decisions.panels.actions import close, own, unit_of
from commonhall.decisions.panels.models import Panel
from commonhall.people.bodies.models import Body

State = Panel.State


def _not_drawn(actor: Actor, panel: Panel) -> None:
    own(State.INVITING)(actor, panel)
    if panel.draw.state != Lottery.State.OPEN or clock.now() >= panel.draw.closes_at:
        raise Refused(
            "state",
            "drawn",
            _("The list for the draw is closed. A panel that sits is not called off."),
        )


@action(
    "decisions.call_off_panel",
    by=Kind.OFFICE,
    power=law.COMMISSION,
    undo=by_action("decisions.annul_panel"),
    title=_("Cancel the panel"),
    done=_("Panel cancelled"),
    place=unit_of,
    allows=_not_drawn,
)
def call_off_panel(
    ctx: Context,
    panel: Panel,
    reason: Annotated[
        str,
        Words(
            _("Why"),
            _("Public. Those who accepted read it."),
            most=2000,
            long=True,
            empty=_("Enter why the panel is cancelled."),
        ),
    ],
) -> Panel:
    """No panel is drawn. Only before the list for the draw is closed: nobody calls off a panel because of who sits on it."""
    panel.reason = reason
    for lottery in (panel.letters, panel.draw):
        if lottery.state != Lottery.State.COMPLETE:
            lottery.state = Lottery.State.VOID
            ctx.save(lottery)
    return close(ctx, panel, State.CALLED_OFF)


def _stands(_actor: Actor, panel: Panel) -> None:
    if panel.state == State.ANNULLED:
        raise Refused("state", "wrong-state", _("This panel has been annulled."))


@action(
    "decisions.annul_panel",
    by=Kind.OFFICE,
    power="review-decisions",
    any_body=exemptions.REVIEWED,
    title=_("Annul the panel"),
    done=_("Panel annulled on review"),
    place=unit_of,
    concerns=lambda panel: [Body.ref_of(panel.body_id)],
    allows=_stands,
)
def annul_panel(ctx: Context, panel: Panel) -> Panel:
    """An independent review found that it cannot stand. What was said stays readable; no answer is owed for what was not
    adopted."""
    if panel.draw.state == Lottery.State.VOID:
        return close(ctx, panel, State.ANNULLED)
    # What follows for the panel is a part of it.
    ctx.perform(annul_lottery, lottery=panel.draw)
    return Panel.objects.get(pk=panel.pk)


@part_of("decisions.annul_lottery")
def without_its_draw(ctx: Context, lottery: Lottery, _arguments: dict[str, Any]) -> None:
    """A panel whose draw is annulled, or that of its letters, does not stand."""
    panel = Panel.objects.filter(Q(draw=lottery) | Q(letters=lottery)).first()
    if panel is not None and panel.state != State.ANNULLED:
        close(ctx, panel, State.ANNULLED)


@part_of("decisions.publish_chances")
def nobody_to_draw(ctx: Context, _made: Any, arguments: dict[str, Any]) -> None:
    """Where no panel can be drawn from those who accepted, it ends."""
    lottery: Lottery = arguments["lottery"]
    panel = Panel.objects.filter(draw=lottery).first() if lottery.invited else None
    if panel is not None and lottery.state == Lottery.State.VOID:
        close(ctx, panel, State.VOID)


@part_of("decisions.draw_lottery")
def begins_work(ctx: Context, lottery: Lottery, _arguments: dict[str, Any]) -> None:
    """Once its seats are drawn, a panel is at work."""
    panel = Panel.objects.filter(draw=lottery).first() if lottery.invited else None
    if panel is not None and panel.state == State.INVITING:
        panel.state = State.WORKING
        ctx.save(panel)
