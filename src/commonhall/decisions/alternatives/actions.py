"""What may be done with alternatives: put several decisions beside each other, rank them, let one go to the vote."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Names, PickMany
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.alternatives import counting, queries
from commonhall.decisions.alternatives.models import Alternatives, AlternativesRanking
from commonhall.decisions.motions import conclusions, standing_votes
from commonhall.decisions.motions import queries as motion_queries
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.votes import rules
from commonhall.people.actors import office_of

State = Alternatives.State
FEWEST, MOST = 2, 8


def _open_motions() -> QuerySet[Motion]:
    return Motion.objects.filter(state=Motion.State.OPEN, among=None)


def _rules() -> list[tuple[str, object]]:
    known = rules.rules()
    return [
        (code, format_lazy("{}. {}", known[code].title, known[code].explanation))
        for code in Alternatives.RULES
    ]


@action(
    "decisions.put_alternatives",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    nobody_concerned=exemptions.ORDERED,
    title=_("Put decisions beside each other"),
    done=_("Decisions put beside each other"),
)
def put_alternatives(
    ctx: Context,
    names: Annotated[
        dict[str, str], Names(_("Name"), empty=_("Enter what the body has to choose among."))
    ],
    motions: Annotated[
        list[Motion],
        PickMany(
            _("Decisions before your body"),
            _("Two to eight numbers, separated by spaces. All must be about the same matter."),
            rows=_open_motions,
            empty=_("Enter the numbers of the decisions."),
        ),
    ],
    rule: Annotated[
        str,
        Choice(
            _("Counting rule"),
            choices_now=_rules,
            radio=True,
            empty=_("Choose the rule for counting the members’ orders."),
        ),
    ],
) -> Alternatives:
    """Ask the members to put several decisions about one matter in order. One goes to the final vote; the others lapse."""
    if not FEWEST <= len(motions) <= MOST:
        raise BadInput("motions", _("Enter two to eight decisions."))
    if any(one.body_id != ctx.actor.body_id for one in motions):
        raise BadInput("motions", _("Enter decisions that wait before your own body."))
    if len({one.about for one in motions}) > 1:
        raise BadInput("motions", _("Enter decisions about the same matter."))
    made = ctx.save(
        Alternatives(
            names=names,
            body_id=ctx.actor.body_id,
            unit=motions[0].unit,
            about=motions[0].about,
            rule=rule,
            put_at=ctx.occurred_at,
            by_office_id=office_of(ctx.actor) or 0,
        )
    )
    for motion in motions:
        motion.among = made
        ctx.save(motion)
    ctx.note(rule=rule, motions=[one.pk for one in motions])
    ctx.subject = made.ref
    return made


def _concerned(alternatives: Alternatives) -> list[str]:
    found = [party for one in queries.motions_of(alternatives) for party in one.parties]
    return list(dict.fromkeys(found))


def _before_own_body(actor: Actor, alternatives: Alternatives) -> None:
    if alternatives.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body decides this."))
    if alternatives.state != State.OPEN:
        raise Refused("state", "wrong-state", _("This has already been decided."))


def _may_rank(actor: Actor, alternatives: Alternatives) -> None:
    _before_own_body(actor, alternatives)
    standing_votes.check_free(actor, alternatives.rankings.all())


def _of(alternatives: Alternatives) -> QuerySet[Motion]:
    return Motion.objects.filter(among=alternatives)


def _any() -> QuerySet[Motion]:
    return Motion.objects.exclude(among=None)


@action(
    "decisions.rank_alternatives",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Put them in order"),
    done=_("Decisions put in order by roll-call"),
    place=lambda alternatives: alternatives.unit_id,
    concerns=_concerned,
    allows=_may_rank,
    notifies=False,
    own_page=True,
)
def rank_alternatives(
    ctx: Context,
    alternatives: Alternatives,
    order: Annotated[
        list[Motion] | None,
        PickMany(
            _("The decisions in your order"),
            _("Numbers, the one you want most first. Leave blank to want none of them more."),
            rows_of=_of,
            rows=_any,
        ),
    ] = None,
) -> AlternativesRanking:
    """A member puts the decisions in order, in the open, and can change it until the body concludes. Those left out are
    wanted less than all that are in it."""
    wanted = [one.pk for one in order or []]
    if not set(wanted) <= set(_of(alternatives).values_list("pk", flat=True)):
        raise BadInput("order", _("Enter numbers of these decisions only."))
    office = office_of(ctx.actor) or 0
    known = queries.own(alternatives, ctx.actor)
    cast = known or AlternativesRanking(alternatives=alternatives, office_id=office)
    cast.term = standing_votes.term_of(ctx.actor)
    cast.order, cast.at = wanted, ctx.occurred_at
    ctx.note(order=wanted)
    return ctx.save(cast)


def _can_conclude(actor: Actor, alternatives: Alternatives) -> None:
    _before_own_body(actor, alternatives)
    motions = queries.motions_of(alternatives)
    called = queries.roll_call(alternatives, motions)
    rule = motion_queries.rule_of(motions[0])
    conclusions.check_count(motions[0], called.count, rule, alternatives.put_at)


@action(
    "decisions.conclude_alternatives",
    by=Kind.OFFICE,
    remedy=owed.DECISION,
    power="vote-in-body",
    title=_("Count the orders"),
    done=_("One of several decisions goes to the vote"),
    place=lambda alternatives: alternatives.unit_id,
    concerns=_concerned,
    allows=_can_conclude,
)
def conclude_alternatives(ctx: Context, alternatives: Alternatives) -> Alternatives:
    """Count the members' orders by the stated rule. One decision goes to the final vote, yes or no; the others lapse and
    can be put again. If nobody put any in order, all go to a vote of their own."""
    motions = queries.motions_of(alternatives)
    called = queries.roll_call(alternatives, motions)
    numbers = [one.pk for one in motions]
    outcome = counting.count(alternatives.rule, numbers, [one.order for one in called.counted])
    chosen = counting.chosen(numbers, outcome)
    alternatives.outcome = {**outcome, "ranked": called.count.yes, "may": called.count.may}
    alternatives.state = State.ENDED if chosen is None else State.DECIDED
    alternatives.decided_at = ctx.occurred_at
    ctx.note(motion=chosen, ranked=called.count.yes)
    ctx.save(alternatives)
    for motion in motions:
        if chosen is not None and motion.pk != chosen and motion.state == Motion.State.OPEN:
            motion.state, motion.decided_at = Motion.State.LAPSED, ctx.occurred_at
            ctx.save(motion)
    return alternatives
