"""What may be done once the list is frozen: publish chances, draw, answer, annul. The seed: seed_actions."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.erasure import erase
from commonhall.actions.inputs import Internal, Ref, Words
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries import drawing, naming, pools, queries
from commonhall.decisions.lotteries.actions import in_state, own, unit_of
from commonhall.decisions.lotteries.models import Application, Lottery, Portfolio, Ticket
from commonhall.people.bodies.models import Body

State, Source, Held = Lottery.State, Lottery.Source, Ticket.State


@action(
    "decisions.publish_chances",
    by=Kind.SYSTEM,
    power="draw-lotteries",
    title=_("Publish the chances"),
    done=_("Chances published before the draw"),
    place=unit_of,
    allows=in_state(State.CLOSED),
)
def publish_chances(
    ctx: Context, lottery: Lottery, content: Annotated[dict[str, Any], Internal()]
) -> Portfolio:
    """Publish every panel that may be drawn, with its tickets; only then does the seed's source count."""
    made = ctx.save(Portfolio(lottery=lottery, content=content))
    ctx.note(panels=len(content["panels"]), digest=content.get("digest"))
    if content["panels"]:
        naming.await_numbers(lottery, ctx.entry_id, ctx.occurred_at)
    else:
        lottery.state = State.VOID
    ctx.save(lottery)
    if lottery.state == State.VOID:
        forget(lottery)
    return made


# --- the draw -------------------------------------------------------------------------------------
def _may_draw(actor: Actor, lottery: Lottery) -> None:
    in_state(State.READY)(actor, lottery)
    if lottery.source != Source.NONE and not lottery.seed:
        raise Refused("state", "no-seed", _("The numbers for the draw have not been entered yet."))


@action(
    "decisions.draw_lottery",
    by=Kind.SYSTEM,
    power="draw-lotteries",
    title=_("Draw"),
    done=_("Drawn"),
    place=unit_of,
    allows=_may_draw,
)
def draw_lottery(ctx: Context, lottery: Lottery) -> Lottery:
    """Draw by the stated rule from the frozen list and the seed: no choice is left to anybody."""
    if lottery.kind == Lottery.Kind.LETTERS:
        lottery.state, lottery.drawn_at = State.COMPLETE, ctx.occurred_at
        return ctx.save(lottery)
    outcome = drawing.replay(queries.published_draw(lottery))
    tickets = {row.code: row for row in lottery.tickets.all()}
    for code in outcome.drawn:
        _give(ctx, lottery, tickets[code])
    lottery.state = State.DRAWN
    lottery.drawn_at = ctx.occurred_at
    ctx.save(lottery)
    ctx.note(drawn=len(outcome.drawn), of=len(tickets))
    settle(ctx, lottery)
    return lottery


def _give(ctx: Context, lottery: Lottery, ticket: Ticket, stands_for: str = "") -> None:
    days = timedelta(days=lottery.answer_days)
    ticket.state = Held.DRAWN
    ticket.answer_by = ctx.occurred_at + days
    ticket.stands_for = stands_for
    ctx.save(ticket)


# --- answering ------------------------------------------------------------------------------------
def _is_drawn(actor: Actor, lottery: Lottery) -> None:
    in_state(State.DRAWN)(actor, lottery)
    ticket = queries.ticket_of(actor.person_id, lottery)
    waits(ticket)


def waits(ticket: Ticket | None) -> None:
    """A ticket waits for its answer, and there is still time. Raises Refused."""
    if ticket is None or ticket.state != Held.DRAWN:
        raise Refused(
            "state", "not-drawn", _("You have no ticket here that is waiting for an answer.")
        )
    if ticket.answer_by is not None and clock.now() > ticket.answer_by:
        raise Refused("state", "too-late", _("The time to answer has passed."))


@action(
    "decisions.accept_place",
    by=Kind.PERSON,
    right="enter-lotteries",
    title=_("Accept"),
    done=_("A drawn place was accepted"),
    allows=_is_drawn,
    notifies=False,
)
def accept_place(
    ctx: Context,
    lottery: Lottery,
    name: Annotated[
        str,
        Words(
            _("Name to be shown in public"),
            _("Leave blank to be known only by your ticket."),
            most=120,
        ),
    ] = "",
) -> Ticket:
    """Take the place. Your name is shown in public only if you give it here."""
    return accept(ctx, lottery, _own_ticket(ctx, lottery), name)


def accept(ctx: Context, lottery: Lottery, ticket: Ticket, name: str) -> Ticket:
    """Whoever holds a drawn ticket takes the place."""
    ticket.state = Held.ACCEPTED
    ticket.name = name
    ctx.save(ticket)
    settle(ctx, lottery)
    return ticket


@action(
    "decisions.decline_place",
    by=Kind.PERSON,
    right="enter-lotteries",
    title=_("Decline"),
    done=_("A drawn place was declined"),
    allows=_is_drawn,
    notifies=False,
)
def decline_place(ctx: Context, lottery: Lottery) -> Ticket:
    """Leave the place to whom the rule names next. No reason is asked for."""
    ticket = _own_ticket(ctx, lottery)
    pass_on(ctx, lottery, ticket, Held.DECLINED)
    settle(ctx, lottery)
    return ticket


def _own_ticket(ctx: Context, lottery: Lottery) -> Ticket:
    found = queries.ticket_of(ctx.actor.person_id, lottery)
    assert found is not None
    return found


@action(
    "decisions.lapse_tickets",
    by=Kind.SYSTEM,
    power="draw-lotteries",
    title=_("Pass on unanswered places"),
    done=_("Unanswered places passed on"),
    place=unit_of,
    allows=in_state(State.DRAWN),
)
def lapse_tickets(ctx: Context, lottery: Lottery) -> int:
    """Drawn tickets whose time to answer is over count as declined; how many."""
    late = list(
        lottery.tickets.filter(state=Held.DRAWN, answer_by__lt=ctx.occurred_at).order_by("code")
    )
    for ticket in late:
        pass_on(ctx, lottery, ticket, Held.LAPSED)
    settle(ctx, lottery)
    ctx.note(lapsed=len(late))
    return len(late)


def pass_on(ctx: Context, lottery: Lottery, ticket: Ticket, how: str) -> None:
    """Free a place and give it to the next by the rule; the turn is published with the types that
    could take the seat, should nobody of the same type be left."""
    ticket.state = how
    ctx.save(ticket)
    said = queries.published_draw(lottery)
    outcome = drawing.replay(said)
    rows = [drawing.row_of(one) for one in said["tickets"]]
    sitting = outcome.sitting - {ticket.code}
    gone = [code for code, _how in outcome.gone] + [ticket.code]
    given = (lottery.kind, lottery.rule, rows, lottery.seed, lottery.household, sitting, gone)
    among = [ticket.kind]
    following = drawing.follower(*given, among)
    if not following and lottery.kind == Lottery.Kind.PANEL:
        among = pools.may_follow(lottery, said["portfolio"], sorted(sitting))
        following = drawing.follower(*given, among)
    turn = {"code": ticket.code, "how": how, "next": following, "among": among}
    lottery.turns = [*lottery.turns, turn]
    ctx.save(lottery)
    if following:
        _give(ctx, lottery, lottery.tickets.get(code=following), ticket.code)


def settle(ctx: Context, lottery: Lottery) -> None:
    """When every drawn ticket has answered, it is complete, and what applicants told goes.

    Of a panel that works it stays until the work is over: by it a seat that falls free is filled.
    """
    if not lottery.tickets.filter(state=Held.DRAWN).exists():
        lottery.state = State.COMPLETE
        ctx.save(lottery)
        if not lottery.invited:
            forget(lottery)


def give_up(ctx: Context, lottery: Lottery, ticket: Ticket) -> None:
    """A seat that was accepted falls free in the middle of the work: the rule says who is next."""
    lottery.state = State.DRAWN
    pass_on(ctx, lottery, ticket, Held.DECLINED)
    settle(ctx, lottery)


def forget(lottery: Lottery) -> None:
    """What applicants told of themselves goes."""
    rows = Application.objects.filter(lottery=lottery)
    rows.filter(person=None).delete()
    rows.update(features={}, household="", claims=[], confirmed=None)


# --- afterwards -----------------------------------------------------------------------------------
@action(
    "decisions.link_outcome",
    by=Kind.OFFICE,
    power="hold-lotteries",
    remedy=owed.LOOKED_AT,
    title=_("Record what came of it"),
    done=_("What came of a lottery recorded"),
    place=unit_of,
    allows=own(State.DRAWN, State.COMPLETE),
)
def link_outcome(
    ctx: Context, lottery: Lottery, outcome: Annotated[str, Ref(_("What came of it"))]
) -> Lottery:
    """Tie what a panel said, or what places were used for, to the thread."""
    ctx.link(lottery, outcome, "led-to")
    ctx.note(outcome=outcome)
    return lottery


@action(
    "decisions.annul_lottery",
    by=Kind.OFFICE,
    power="review-decisions",
    any_body=exemptions.REVIEWED,
    title=_("Annul the lottery"),
    done=_("Lottery annulled on review"),
    place=unit_of,
    concerns=lambda lottery: [Body.ref_of(lottery.body_id)],
    allows=in_state(State.OPEN, State.CLOSED, State.READY, State.DRAWN, State.COMPLETE),
)
def annul_lottery(ctx: Context, lottery: Lottery) -> Lottery:
    """An independent review found that it cannot stand; what was done stays on the record."""
    forget(lottery)
    lottery.state = State.ANNULLED
    return ctx.save(lottery)


def forget_names(ctx: Context, codes: list[str]) -> None:
    """Erase the names under which tickets were shown."""
    for ticket in Ticket.objects.filter(code__in=codes).exclude(name="").order_by("pk"):
        erase(ctx, ticket, ["name"])
