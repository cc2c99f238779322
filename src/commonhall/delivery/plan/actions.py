"""What may be done with the plan: adopt, amend, start, deliver, stop; residents' word."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Amount, Choice, Day, Internal, Names, Pick, Ref, Words
from commonhall.actions.subscriptions import on
from commonhall.actions.undoing import put_back
from commonhall.core.money import hall_currency, require_hall_currency
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes.models import Election, Result
from commonhall.delivery import money, raised, search, splitting
from commonhall.delivery.plan.models import Amendment, Item
from commonhall.delivery.plan.queries import above
from commonhall.delivery.preconditions import carried_out_by_own_body, held_by_own_body
from commonhall.law.promises import ledger
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations
from commonhall.places.models import Unit
from commonhall.places.queries import units

State, Level = Item.State, Item.Level
ABOVE = {Level.MEASURE: Level.GOAL, Level.PROJECT: Level.MEASURE}


def unit_of(item: Item) -> int:
    return item.unit_id


def parties(item: Item) -> list[str]:
    """Whose interests recuse from what is done with a part of the plan."""
    refs = [item.ref, Unit.ref_of(item.unit_id)]
    if item.organisation_id:
        refs.append(Organisation.ref_of(item.organisation_id))
    return refs


def check_item(
    level: str, parent: Item | None, budget: int | None, starts: date | None, due_on: date | None
) -> None:
    """Raises BadInput for a plan that does not hang together."""
    if level == Level.GOAL and parent is not None:
        raise BadInput("parent", _("A goal does not serve anything else. Leave this blank."))
    if parent is not None and parent.level != ABOVE[Level(level)]:
        raise BadInput(
            "parent", _("A measure must serve a goal, and a project must serve a measure.")
        )
    if budget is not None and budget < 0:
        raise BadInput("budget", _("Enter an amount of zero or more."))
    if starts and due_on and due_on < starts:
        raise BadInput("due_on", _("Enter a promised day after the start."))


# --- the plan -------------------------------------------------------------------------------------
@action(
    "delivery.adopt_item",
    by=Kind.OFFICE,
    power="set-plans",
    undo=put_back,
    title=_("Add to the plan"),
    done=_("Added to the plan"),
    so_far=money.planned_before,
    so_far_since=raised.by_further_parts,
    second_factor=True,
)
def adopt_item(
    ctx: Context,
    level: Annotated[str, Choice(_("What is it?"), choices=Level.choices)],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name."))],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    body: Annotated[Body, Pick(_("Responsible body"), rows=active_bodies, key="code")],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    parent: Annotated[Item | None, Pick(_("Serves"), rows=above)] = None,
    budget: Annotated[int | None, Amount(_("Money"), amount=True)] = None,
    starts: Annotated[date | None, Day(_("Starts on"))] = None,
    due_on: Annotated[date | None, Day(_("Promised for"))] = None,
    organisation: Annotated[
        Organisation | None, Pick(_("Carried out by"), rows=recognised_organisations)
    ] = None,
    about: Annotated[str, Ref(_("Based on"), _("The decision behind it."), subject=True)] = "",
) -> Item:
    """A goal, measure or project with who answers for it, money and the promised day."""
    check_item(level, parent, budget, starts, due_on)
    made = _adopt(
        ctx,
        level=level,
        names=names,
        texts=texts or {},
        unit=unit,
        body=body,
        parent=parent,
        budget=budget,
        starts=starts,
        due_on=due_on,
        organisation=organisation,
        about=about,
    )
    _flag(ctx, made)
    return made


def _flag(ctx: Context, item: Item) -> None:
    """Several sums just below a limit come before the reviewer, and stand on the page."""
    assert ctx.actor.body_id is not None
    splitting.tell_reviewer(ctx, item, splitting.near_items(item), ctx.actor.body_id)


def _adopt(ctx: Context, about: str, **values: Any) -> Item:
    item = ctx.save(Item(about=about, adopted_on=ctx.today, **values))
    if about:
        ctx.link(about, item, "planned")
    if item.parent is not None:
        ctx.link(item.parent, item, "served-by")
    if item.due_on is not None:
        _promise(ctx, item, item.due_on)
    search.index(item)
    ctx.subject = item.ref
    ctx.note(level=item.level, body=item.body.code)
    return item


def _promise(ctx: Context, item: Item, day: date, reason: str = "") -> None:
    """The ledger keeps the first day, whatever the plan says later."""
    ledger.make(
        ctx, item, "plan-item", body=item.body_id, unit=item.unit_id, day=day, reason=reason
    )


@action(
    "delivery.adopt_winner",
    by=Kind.SYSTEM,
    power="carry-out-votes",
    title=_("Add a winner of a vote to the plan"),
    done=_("Winner of a vote added to the plan"),
)
def adopt_winner(
    ctx: Context,
    names: Annotated[dict[str, str], Internal()],
    texts: Annotated[dict[str, str], Internal()],
    unit: Annotated[Unit, Pick(rows=units, place=True)],
    body: Annotated[Body, Internal()],
    budget: Annotated[int, Internal()],
    currency: Annotated[str, Internal()],
    about: Annotated[str, Internal()],
) -> Item:
    """What residents chose becomes a project by itself: nobody can leave it lying."""
    return _adopt(
        ctx,
        level=Level.PROJECT,
        names=names,
        texts=texts,
        unit=unit,
        body=body,
        budget=budget,
        currency=currency,
        about=about,
        parent=None,
    )


@on("decisions.count_election")
def plan_winners(ctx: Context, result: Result, arguments: dict[str, Any]) -> None:
    """The winners of a budget enter the plan inside the count's own transaction."""
    election: Election = arguments["election"]
    if election.kind != Election.Kind.BUDGET or election.reported:
        return
    for option in election.options.filter(won=True).select_related("unit").order_by("code"):
        ctx.perform_as(
            system(),
            adopt_winner,
            names=option.names,
            texts=option.texts,
            unit=option.unit or election.unit,
            body=election.body,
            budget=option.cost or 0,
            currency=election.currency,
            about=option.ref,
        )


def _amendable(_actor: Actor, item: Item) -> None:
    """Whoever sets the plan amends it, whichever body carries the part out; what is over stays as it is."""
    if item.state not in (State.PLANNED, State.RUNNING):
        raise Refused("state", "wrong-state", _("You cannot do this in its current state."))


@action(
    "delivery.amend_item",
    by=Kind.OFFICE,
    power="set-plans",
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Amend the plan"),
    done=_("Plan amended"),
    place=unit_of,
    concerns=parties,
    allows=_amendable,
    so_far=money.planned_before,
    so_far_since=raised.by_further_parts,
    second_factor=True,
)
def amend_item(
    ctx: Context,
    item: Item,
    *,
    names: Annotated[
        dict[str, str],
        Names(_("Name"), empty=_("Enter a name."), present=lambda item: item.names),
    ],
    texts: Annotated[
        dict[str, str] | None,
        Names(_("Text"), most=8000, long=True, present=lambda item: item.texts),
    ] = None,
    parent: Annotated[
        Item | None,
        Pick(_("Serves"), rows=above, present=lambda item: item.parent_id),
    ] = None,
    body: Annotated[
        Body | None,
        Pick(
            _("Responsible body"),
            rows=active_bodies,
            key="code",
            present=lambda item: item.body_id,
        ),
    ] = None,
    budget: Annotated[
        int | None,
        Amount(
            _("Money"),
            amount=True,
            present=lambda item: item.budget,
            asked_of=lambda item: item.currency == hall_currency(),
        ),
    ] = None,
    starts: Annotated[date | None, Day(_("Starts on"), present=lambda item: item.starts)] = None,
    due_on: Annotated[date | None, Day(_("Promised for"), present=lambda item: item.due_on)] = None,
    reason: Annotated[
        str,
        Words(
            _("Why it is amended"),
            _("This is public."),
            most=2000,
            long=True,
            empty=_("Enter why the plan is amended."),
        ),
    ],
) -> Item:
    """Change words, money, days or who answers, with a reason; what is left out is left out of the plan.

    Every earlier version stays on the record. Where no body is given, the same body answers.
    """
    check_item(item.level, parent, budget, starts, due_on)
    if parent is not None and parent.pk != item.parent_id:
        ctx.link(parent, item, "served-by")
    if budget is not None:
        require_hall_currency(item.currency, "budget")
    if item.currency == hall_currency():
        money.check_new_budget(item, budget)
    item.names = names
    item.texts = texts or {}
    # What is counted in a currency the hall has left keeps its budget.
    if item.currency == hall_currency():
        item.budget = budget
    item.starts = starts
    if due_on is not None:
        _promise(ctx, item, due_on, reason)
    elif item.due_on is not None:
        # What was promised stays promised, also where the plan names no day any more.
        ledger.move(ctx, item, None, reason)
    item.due_on = due_on
    item.parent = parent
    item.body = body or item.body
    amended = ctx.save(item)
    ctx.save(Amendment(item=item, body_id=ctx.actor.body_id, reason=reason, on=ctx.today))
    search.index(amended)
    _flag(ctx, amended)
    return amended


@action(
    "delivery.start_item",
    by=Kind.OFFICE,
    power="carry-out-plans",
    undo=put_back,
    title=_("Start it"),
    done=_("Started"),
    place=unit_of,
    concerns=parties,
    allows=carried_out_by_own_body(State.PLANNED),
)
def start_item(
    ctx: Context,
    item: Item,
    due_on: Annotated[date, Day(_("Promised for"), present=lambda item: item.due_on)],
    reason: Annotated[
        str,
        Words(
            _("If the day has changed: why"),
            _("This is public. The first day promised is still the one that counts."),
            most=2000,
            long=True,
        ),
    ] = "",
) -> Item:
    """Work begins, and the day it will be done is promised."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise today or a later day."))
    if item.due_on not in (None, due_on) and not reason:
        raise BadInput("reason", _("You promised another day before. Enter why it is moved."))
    _promise(ctx, item, due_on, reason)
    ctx.note(due_on=due_on.isoformat())
    item.state = State.RUNNING
    item.starts = item.starts or ctx.today
    item.due_on = due_on
    return ctx.save(item)


@action(
    "delivery.finish_item",
    by=Kind.OFFICE,
    power="carry-out-plans",
    undo=put_back,
    title=_("Report as delivered"),
    done=_("Reported as delivered"),
    place=unit_of,
    concerns=parties,
    allows=carried_out_by_own_body(State.RUNNING),
)
def finish_item(ctx: Context, item: Item) -> Item:
    """It is there; whether it is what was promised is for residents to say."""
    if item.milestones.filter(done_on=None).exists():
        raise Refused("state", "milestones-open", _("Some milestones are not done yet."))
    promise = ledger.of(item.ref)
    ctx.note(days_late=promise.days_late(ctx.today) if promise else 0)
    item.state = State.DONE
    item.done_on = ctx.today
    ledger.keep(ctx, item)
    return ctx.save(item)


@action(
    "delivery.stop_item",
    by=Kind.OFFICE,
    power="set-plans",
    any_body=exemptions.PLANNED,
    undo=put_back,
    title=_("Stop it"),
    done=_("Stopped"),
    place=unit_of,
    allows=held_by_own_body(State.PLANNED, State.RUNNING),
)
def stop_item(ctx: Context, item: Item) -> Item:
    """Give it up, in the open; a promise made for it counts as broken."""
    ledger.give_up(ctx, item, "")
    for milestone in item.milestones.filter(done_on=None).order_by("pk"):
        ledger.give_up(ctx, milestone, "")
    item.state = State.STOPPED
    return ctx.save(item)
