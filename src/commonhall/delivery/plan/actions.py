"""What may be done with the plan: adopt, amend, start, deliver, pay; milestones; residents' word."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.actions.subscriptions import on
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.votes.models import Election, Result
from commonhall.delivery import search
from commonhall.delivery.plan.models import Amendment, Item, ItemConfirmation, Milestone, Payment
from commonhall.delivery.preconditions import held_by_own_body
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.people.organisations.models import Organisation
from commonhall.places.models import Unit

State, Level = Item.State, Item.Level
ABOVE = {Level.MEASURE: Level.GOAL, Level.PROJECT: Level.MEASURE}


def _where(item: Item, **_arguments: Any) -> int:
    return item.unit_id


def _concerned(item: Item, **_arguments: Any) -> list[str]:
    refs = [item.ref, Unit.ref_of(item.unit_id)]
    if item.organisation_id:
        refs.append(Organisation.ref_of(item.organisation_id))
    return refs


def check_item(
    level: str, parent: Item | None, names: dict[str, str], budget: int | None,
    starts: date | None, due_on: date | None,
) -> None:  # fmt: skip
    """Raises BadInput for a plan that does not hang together."""
    if level not in Level.values:
        raise BadInput("level", _("Choose goal, measure or project."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give it a name."))
    if level == Level.GOAL and parent is not None:
        raise BadInput("parent", _("A goal stands under nothing."))
    if parent is not None and parent.level != ABOVE[Level(level)]:
        raise BadInput("parent", _("A measure serves a goal; a project serves a measure."))
    if budget is not None and budget < 0:
        raise BadInput("budget", _("An amount cannot be below nought."))
    if starts and due_on and due_on < starts:
        raise BadInput("due_on", _("It is promised for a day before it starts."))


# --- the plan -------------------------------------------------------------------------------------
@action(
    "delivery.adopt_item",
    by=Kind.OFFICE,
    power="set-plans",
    title=_("Put it into the plan"),
    done=_("Put into the plan"),
    place=lambda unit, **_arguments: unit.pk,
    amount=lambda budget=None, **_arguments: budget,
)
def adopt_item(
    ctx: Context,
    level: str,
    names: dict[str, str],
    unit: Unit,
    body: Body,
    texts: dict[str, str] | None = None,
    parent: Item | None = None,
    budget: int | None = None,
    starts: date | None = None,
    due_on: date | None = None,
    organisation: Organisation | None = None,
    about: str = "",
) -> Item:
    """A goal, measure or project with who answers for it, money and the promised day."""
    check_item(level, parent, names, budget, starts, due_on)
    return _adopt(
        ctx, level=level, names=names, texts=texts or {}, unit=unit, body=body, parent=parent,
        budget=budget, starts=starts, due_on=due_on, organisation=organisation, about=about,
    )  # fmt: skip


def _adopt(ctx: Context, about: str, **values: Any) -> Item:
    item = ctx.save(Item(about=about, **values))
    if about:
        ctx.link(about, item, "planned")
    if item.parent is not None:
        ctx.link(item.parent, item, "served-by")
    search.index(item)
    ctx.note(level=item.level, body=item.body.code)
    return item


@action(
    "delivery.adopt_winner",
    by=Kind.SYSTEM,
    power="carry-out-votes",
    title=_("Put a winner of a vote into the plan"),
    done=_("Winner of a vote put into the plan"),
    place=lambda unit, **_arguments: unit.pk,
)
def adopt_winner(
    ctx: Context, names: dict[str, str], texts: dict[str, str], unit: Unit, body: Body,
    budget: int, about: str,
) -> Item:  # fmt: skip
    """What residents chose becomes a project by itself: nobody can leave it lying."""
    return _adopt(
        ctx, level=Level.PROJECT, names=names, texts=texts, unit=unit, body=body, budget=budget,
        about=about, parent=None,
    )  # fmt: skip


@on("decisions.count_election")
def plan_winners(ctx: Context, result: Result, arguments: dict[str, Any]) -> None:
    """The winners of a budget enter the plan inside the count's own transaction."""
    election: Election = arguments["election"]
    if election.kind != Election.Kind.BUDGET or election.reported:
        return
    for option in election.options.filter(won=True).select_related("unit").order_by("code"):
        ctx.perform_as(
            system(), adopt_winner, names=option.names, texts=option.texts,
            unit=option.unit or election.unit, body=election.body, budget=option.cost or 0,
            about=option.ref,
        )  # fmt: skip


@action(
    "delivery.amend_item",
    by=Kind.OFFICE,
    power="set-plans",
    title=_("Amend the plan"),
    done=_("Plan amended"),
    subject="item",
    place=_where,
    amount=lambda budget=None, **_arguments: budget,
    concerns=_concerned,
    guard=lambda request: _amendable(request),
)
def amend_item(
    ctx: Context,
    item: Item,
    names: dict[str, str],
    texts: dict[str, str],
    reason: str,
    budget: int | None = None,
    starts: date | None = None,
    due_on: date | None = None,
    parent: Item | None = None,
    body: Body | None = None,
) -> Item:
    """Change words, money, days or who answers, with a reason; every earlier version stays on the record."""
    if not reason.strip():
        raise BadInput("reason", _("Say why the plan is amended."))
    check_item(item.level, parent, names, budget, starts, due_on)
    if parent is not None and parent.pk != item.parent_id:
        ctx.link(parent, item, "served-by")
    item.names = names
    item.texts = texts
    item.budget = budget
    item.starts = starts
    item.due_on = due_on
    item.parent = parent
    item.body = body or item.body
    amended = ctx.save(item)
    ctx.save(
        Amendment(
            item=item, body_id=ctx.actor.body_id, reason=reason.strip()[:2000], on=ctx.today
        )
    )  # fmt: skip
    search.index(amended)
    return amended


def _amendable(request: ActionRequest) -> None:
    """Whoever sets the plan amends it, whichever body carries the part out; what is over stays as it is."""
    if request.arguments["item"].state not in (State.PLANNED, State.RUNNING):
        raise Refused("state", "wrong-state", _("Its present state does not allow this."))


@action(
    "delivery.start_item",
    by=Kind.OFFICE,
    power="carry-out-plans",
    title=_("Start it"),
    done=_("Started"),
    subject="item",
    place=_where,
    concerns=_concerned,
    guard=held_by_own_body("item", State.PLANNED),
)
def start_item(ctx: Context, item: Item, due_on: date) -> Item:
    """Work begins, and the day it will be done is promised."""
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise a day from today on."))
    ctx.note(due_on=due_on.isoformat())
    item.state = State.RUNNING
    item.starts = item.starts or ctx.today
    item.due_on = due_on
    return ctx.save(item)


@action(
    "delivery.finish_item",
    by=Kind.OFFICE,
    power="carry-out-plans",
    title=_("Report as delivered"),
    done=_("Reported as delivered"),
    subject="item",
    place=_where,
    concerns=_concerned,
    guard=held_by_own_body("item", State.RUNNING),
)
def finish_item(ctx: Context, item: Item) -> Item:
    """It is there; whether it is what was promised is for residents to say."""
    waiting = item.milestones.filter(done_on=None).count()
    if waiting:
        raise Refused("state", "milestones-open", _("Some milestones are not done yet."))
    ctx.note(days_late=item.days_late(ctx.today))
    item.state = State.DONE
    item.done_on = ctx.today
    return ctx.save(item)


@action(
    "delivery.stop_item",
    by=Kind.OFFICE,
    power="set-plans",
    title=_("Stop it"),
    done=_("Stopped"),
    subject="item",
    place=_where,
    guard=held_by_own_body("item", State.PLANNED, State.RUNNING),
)
def stop_item(ctx: Context, item: Item) -> Item:
    """Give it up, in the open; a promise made for it counts as broken."""
    item.state = State.STOPPED
    return ctx.save(item)


# --- milestones and money ---------------------------------------------------------------------------
@action(
    "delivery.add_milestone",
    by=Kind.OFFICE,
    power="carry-out-plans",
    title=_("Promise a milestone"),
    done=_("Milestone promised"),
    subject="item",
    place=_where,
    guard=held_by_own_body("item", State.PLANNED, State.RUNNING),
)
def add_milestone(ctx: Context, item: Item, names: dict[str, str], due_on: date) -> Milestone:
    """A step that will be done by a day; it cannot be moved afterwards, only kept or broken."""
    if not in_language(names).strip():
        raise BadInput("names", _("Give it a name."))
    if due_on < ctx.today:
        raise BadInput("due_on", _("Promise a day from today on."))
    return ctx.save(Milestone(item=item, names=names, due_on=due_on))


@action(
    "delivery.finish_milestone",
    by=Kind.OFFICE,
    power="carry-out-plans",
    title=_("Milestone is done"),
    done=_("Milestone done"),
    subject="item",
    place=_where,
    concerns=_concerned,
    guard=held_by_own_body("item", State.PLANNED, State.RUNNING),
)
def finish_milestone(ctx: Context, item: Item, milestone: Milestone, proof: str) -> Milestone:
    """Say how one can see that it is done."""
    if milestone.item_id != item.pk or milestone.done_on is not None:
        raise BadInput("milestone", _("This milestone is not open here."))
    if not proof.strip():
        raise BadInput("proof", _("Say how one can see that it is done."))
    ctx.note(days_late=milestone.days_late(ctx.today))
    milestone.done_on = ctx.today
    milestone.proof = proof.strip()
    return ctx.save(milestone)


@action(
    "delivery.record_payment",
    by=Kind.OFFICE,
    power="spend",
    title=_("Record a payment"),
    done=_("Payment recorded"),
    subject="item",
    place=_where,
    amount=lambda amount, **_arguments: amount,
    concerns=lambda item, organisation=None, **_arguments: [
        *_concerned(item),
        *([organisation.ref] if organisation else []),
    ],
    guard=held_by_own_body("item", State.PLANNED, State.RUNNING, State.DONE),
)
def record_payment(
    ctx: Context, item: Item, amount: int, purpose: str, organisation: Organisation | None = None
) -> Payment:
    """Publish a payment as it happens."""
    if amount <= 0:
        raise BadInput("amount", _("An amount must be above nought."))
    if not purpose.strip():
        raise BadInput("purpose", _("Say what it was paid for."))
    ctx.note(amount=str(amount))
    return ctx.save(
        Payment(
            item=item, amount=amount, on=ctx.today, organisation=organisation,
            purpose=purpose.strip()[:160],
        )
    )  # fmt: skip


# --- residents' word --------------------------------------------------------------------------------
def _delivered(request: ActionRequest) -> None:
    item: Item = request.arguments["item"]
    if item.state != State.DONE:
        raise Refused("state", "wrong-state", _("It has not been reported as delivered."))


@action(
    "delivery.confirm_item",
    by=Kind.PERSON,
    right="take-part",
    verified=True,
    title=_("Say whether it is what was promised"),
    done=_("A resident said whether it is what was promised"),
    subject="item",
    guard=_delivered,
    notifies=False,
)
def confirm_item(ctx: Context, item: Item, good: bool, text: str = "") -> ItemConfirmation:
    """A resident's word on a delivered project; it can be changed."""
    if not good and not text.strip():
        raise BadInput("text", _("Say what is not as promised."))
    known: ItemConfirmation | None = item.confirmations.filter(
        person_id=ctx.actor.person_id
    ).first()
    word = known or ItemConfirmation(item=item, person_id=ctx.actor.person_id)
    ctx.note(good=good)
    word.good = good
    word.text = text.strip()
    word.at = ctx.occurred_at
    return ctx.save(word)
