"""What may be done about the order of an agenda: members rank its matters, who runs the sitting takes the counted order."""

from __future__ import annotations

from itertools import accumulate
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import PickMany
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.agenda_order import counting, queries
from commonhall.decisions.agenda_order.models import AgendaCount, AgendaRanking
from commonhall.decisions.motions import standing_votes
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.actions import RUN, keeps, of_own_body, unit_of
from commonhall.decisions.sittings.models import Sitting
from commonhall.people.actors import office_of

State = Sitting.State
FEWEST = 2


def _may_rank(actor: Actor, sitting: Sitting) -> None:
    of_own_body(actor, sitting, State.CALLED, State.OPEN)
    if queries.undecided(sitting).count() < FEWEST:
        raise Refused(
            "state", "nothing-to-order", _("Fewer than two matters on the agenda are undecided.")
        )
    standing_votes.check_free(actor, AgendaRanking.objects.filter(sitting=sitting))


@action(
    "decisions.rank_agenda",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power="vote-in-body",
    title=_("Say what should come first"),
    done=_("Order of the agenda wanted by a member"),
    place=unit_of,
    allows=_may_rank,
    notifies=False,
    own_page=True,
)
def rank_agenda(
    ctx: Context,
    sitting: Sitting,
    order: Annotated[
        list[Motion] | None,
        PickMany(
            _("The matters in your order"),
            _(
                "Numbers of motions, the one to decide first. Leave blank to want none of them first."
            ),
            rows_of=queries.undecided,
            rows=lambda: Motion.objects.filter(state=Motion.State.OPEN),
        ),
    ] = None,
) -> AgendaRanking:
    """A member puts the matters of the agenda in order, in the open, and can change it until the sitting is over. Those
    left out come after all that are in it."""
    wanted = [one.pk for one in order or []]
    if not set(wanted) <= set(queries.undecided(sitting).values_list("pk", flat=True)):
        raise BadInput("order", _("Enter numbers of undecided matters on this agenda only."))
    given = queries.own(sitting, ctx.actor) or AgendaRanking(
        sitting=sitting, office_id=office_of(ctx.actor) or 0
    )
    given.term = standing_votes.term_of(ctx.actor)
    given.order, given.at = wanted, ctx.occurred_at
    ctx.note(order=wanted)
    return ctx.save(given)


def _can_take(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.CALLED, State.OPEN)
    given, needed = queries.counted(sitting)
    if len(given) < needed:
        raise Refused(
            "state",
            "too-few-orders",
            _("More than half of the members must say first what should come first."),
        )


@action(
    "decisions.order_agenda",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Take the members’ order"),
    done=_("Agenda put in the members’ order"),
    place=unit_of,
    allows=_can_take,
)
def order_agenda(ctx: Context, sitting: Sitting) -> AgendaCount:
    """Count the members' orders by Schulze's rule, and put the undecided matters in that order. Every two are compared; of
    level ones the one that stood earlier stays first."""
    motions = queries.to_order(sitting)
    numbers = [one.pk for one in motions]
    given, _needed = queries.counted(sitting)
    orders = [[pk for pk in one.order if pk in numbers] for one in given]
    outcome = counting.count(numbers, orders)
    wanted = counting.order_of(numbers, outcome)
    # They share out the places they had, so that what is decided already stays where it stands.
    places = list(accumulate((one.order for one in motions), lambda last, own: max(last + 1, own)))
    for one in motions:
        one.order = places[wanted.index(one.pk)]
        ctx.save(one)
    ctx.note(order=wanted, members=len(orders))
    return ctx.save(
        AgendaCount(
            sitting=sitting,
            motions=numbers,
            orders=[[one.office_id, order] for one, order in zip(given, orders, strict=True)],
            outcome=outcome,
            at=ctx.occurred_at,
        )
    )
