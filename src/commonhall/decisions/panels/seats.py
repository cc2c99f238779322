"""Seats of a panel: taken by who was drawn and accepts, left by who gives up; the rule says who follows, never an office."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.subscriptions import part_of
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries import draw_actions
from commonhall.decisions.lotteries.models import Application, Ticket
from commonhall.decisions.panels import law, queries
from commonhall.decisions.panels.models import Member, Panel
from commonhall.people.residents.models import Person


def seat(ctx: Context, panel: Panel, ticket: Ticket, person: int | None) -> Member:
    """A person who accepted a drawn ticket sits, under the next number."""
    last = panel.members.aggregate(last=Max("number"))["last"] or 0
    member = ctx.save(
        Member(panel=panel, number=last + 1, ticket=ticket, person_id=person, since=ctx.today)
    )
    if person is not None:
        account = Person.objects.filter(pk=person).values_list("account", flat=True).first()
        ctx.follow(panel, account)
    return member


@part_of("decisions.accept_place")
def sits(ctx: Context, ticket: Ticket, _arguments: dict[str, Any]) -> None:
    """Who accepts with their account sits on the panel that the lottery is of."""
    panel = Panel.objects.filter(draw=ticket.lottery_id).first()
    if panel is not None:
        person = Application.objects.get(lottery=ticket.lottery_id, code=ticket.code).person_id
        seat(ctx, panel, ticket, person)


def must_sit(actor: Actor, panel: Panel) -> Member:
    """The actor's own seat on a panel that is at work. Raises Refused."""
    member = queries.member_of(actor, panel)
    if member is None:
        raise Refused("standing", "no-seat", _("Only members of the panel do this."))
    if panel.state != Panel.State.WORKING:
        raise Refused("state", "wrong-state", _("The panel is not at work."))
    return member


def sits_there(actor: Actor, panel: Panel) -> None:
    """As `must_sit`, for a declaration."""
    must_sit(actor, panel)


@action(
    "decisions.leave_panel",
    by=Kind.PERSON,
    right=law.WORK,
    title=_("Give up my seat"),
    done=_("A member of a panel gave up their seat"),
    allows=sits_there,
    notifies=False,
)
def leave_panel(ctx: Context, panel: Panel) -> Panel:
    """Leave the seat to whom the rule names next. No reason is asked for; what you said and voted stays, without your name."""
    member = must_sit(ctx.actor, panel)
    member.left_on = ctx.today
    ctx.save(member)
    draw_actions.give_up(ctx, panel.draw, member.ticket)
    return panel
