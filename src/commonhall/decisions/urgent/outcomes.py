"""What becomes of an urgent decision: the body confirms it, or it lapses and what it did is undone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.core.refusals import Refused
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.motions.undone import undone_with
from commonhall.decisions.sittings.models import Sitting
from commonhall.decisions.urgent import queries
from commonhall.decisions.urgent.models import UrgentDecision

State = UrgentDecision.State
OVER = _("The time to confirm this urgent decision has passed. It lapses.")
AS_IT_IS = _(
    "This was decided urgently and is in force. The body can only confirm it as it is or reject it."
)


def not_over(motion: Motion) -> None:
    """Raise `Refused` where the days to confirm an urgent decision have passed: it lapses, and nothing revives it."""
    urgent = queries.of_motion(motion)
    if urgent is not None and urgent.is_over:
        raise Refused("state", "lapsed", OVER)


def not_done(motion: Motion) -> None:
    """Raise `Refused` where a motion was carried out already because it could not wait."""
    urgent = queries.of_motion(motion)
    if urgent is not None and urgent.in_force:
        raise Refused("state", "decided-urgently", AS_IT_IS)


def confirm(ctx: Context, motion: Motion) -> bool:
    """The body has passed what was done already; False where nothing was."""
    urgent = queries.of_motion(motion)
    if urgent is None or not urgent.in_force:
        return False
    urgent = urgent.as_read()
    urgent.state, urgent.ended_at = State.CONFIRMED, ctx.occurred_at
    ctx.save(urgent)
    ctx.note(confirmed=True)
    return True


def lapse(ctx: Context, motion: Motion) -> None:
    """What was done is undone: the body rejected it, its days are over, or a review annulled it."""
    urgent = queries.of_motion(motion)
    if urgent is None or not urgent.in_force:
        return
    urgent = urgent.as_read()
    urgent.state, urgent.ended_at = State.LAPSED, ctx.occurred_at
    ctx.save(urgent)
    for ref in undone_with(ctx, motion):
        ctx.link(motion, ref, "undone")


def put_on_next(ctx: Context, motion: Motion) -> None:
    """An urgent decision stands first on the agenda of the next sitting, whoever sets it."""
    if motion.sitting_id is not None:
        return
    rows = Sitting.objects.filter(
        body_id=motion.body_id, state__in=(Sitting.State.OPEN, Sitting.State.CALLED)
    )
    motion.sitting, motion.order = rows.order_by("starts_at").first(), 0


def put_all_on(ctx: Context, sitting: Sitting) -> None:
    """What waits for the body's word stands on a new sitting, by itself."""
    for urgent in queries.in_force_of(sitting.body_id).filter(motion__sitting=None):
        motion = urgent.motion.as_read()
        motion.sitting, motion.order = sitting, 0
        ctx.save(motion)
