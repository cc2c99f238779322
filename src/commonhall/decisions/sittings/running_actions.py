"""What may be done to run a sitting: name its clerk, note who is there, put a matter off, write the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick, PickSeveral, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import chairs
from commonhall.decisions.sittings.actions import RUN, attends, keeps, unit_of
from commonhall.decisions.sittings.models import PutOff, Sitting
from commonhall.decisions.urgent.queries import of_motion
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Office

State = Sitting.State


def _offices(sitting: Sitting) -> QuerySet[Office]:
    return Office.objects.filter(body_id=sitting.body_id, ended_on=None).order_by("code")


def _in_the_chair(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.CALLED, State.OPEN)
    chair = chairs.chair_of(sitting.body_id)
    if chair not in (None, office_of(actor)):
        raise Refused("competence", "not-in-the-chair", _("The chair names who runs a sitting."))


@action(
    "decisions.name_clerk",
    by=Kind.OFFICE,
    undo=put_back,
    power=RUN,
    title=_("Name who runs it"),
    done=_("Person to run a sitting named"),
    place=unit_of,
    allows=_in_the_chair,
)
def name_clerk(
    ctx: Context,
    sitting: Sitting,
    office: Annotated[
        Office,
        Pick(
            _("Who runs the sitting"),
            _(
                "A member of the body. They may open and close it, set its agenda and write its minutes."
            ),
            rows=Office.objects.all,
            rows_of=_offices,
            key="code",
            present=lambda sitting: sitting.clerk_id,
        ),
    ],
) -> Sitting:
    """Another member runs this sitting beside the chair."""
    if office.body_id != sitting.body_id or office.ended_on is not None:
        raise BadInput("office", _("Choose an office of this body."))
    sitting.clerk = office
    return ctx.save(sitting)


def _runs_now(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.OPEN)


@action(
    "decisions.note_present",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Record who is here"),
    done=_("Attendance at the sitting recorded"),
    place=unit_of,
    allows=_runs_now,
    notifies=False,
)
def note_present(
    ctx: Context,
    sitting: Sitting,
    offices: Annotated[
        Sequence[Office],
        PickSeveral(
            _("Who is here"),
            rows=Office.objects.all,
            rows_of=_offices,
            key="code",
            empty=_("Tick who is here."),
        ),
    ],
) -> Sitting:
    """The chair or the clerk notes the members in the room. Members who vote or say so are noted by that."""
    for office in offices:
        if office.body_id != sitting.body_id:
            raise BadInput("offices", _("Choose an office of this body."))
        attends(ctx, sitting, office.pk)
    return sitting


def _not_over(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.CALLED, State.OPEN)


@action(
    "decisions.put_off",
    by=Kind.OFFICE,
    remedy=owed.DONE_AGAIN,
    power=RUN,
    title=_("Postpone a matter"),
    done=_("Matter postponed to another sitting"),
    place=unit_of,
    allows=_not_over,
)
def put_off(
    ctx: Context,
    sitting: Sitting,
    motion: Annotated[
        Motion,
        Pick(
            _("Which matter"),
            rows=lambda: Motion.objects.filter(state=Motion.State.OPEN),
            rows_of=lambda sitting: sitting.motions.filter(state=Motion.State.OPEN).order_by(
                "order", "pk"
            ),
        ),
    ],
    reason: Annotated[
        str,
        Words(
            _("Why"),
            _("Shown in the minutes."),
            most=2000,
            long=True,
            empty=_("Enter why it is postponed."),
        ),
    ],
) -> Sitting:
    """It is not decided here, and waits for another sitting."""
    motion = motion.as_read()
    if motion.sitting_id != sitting.pk or motion.state != Motion.State.OPEN:
        raise BadInput("motion", _("This is not waiting on the agenda of this sitting."))
    urgent = of_motion(motion)
    if urgent is not None and urgent.in_force:
        raise BadInput(
            "motion",
            _(
                "Motion %(number)d was decided urgently. It stays on the agenda until it is voted on."
            )
            % {"number": motion.pk},
        )
    ctx.save(PutOff(sitting=sitting, motion=motion, reason=reason, at=ctx.occurred_at))
    motion.sitting, motion.order = None, 0
    ctx.save(motion)
    return sitting


def _has_met(actor: Actor, sitting: Sitting) -> None:
    keeps(actor, sitting, State.OPEN, State.CLOSED)


@action(
    "decisions.write_minutes",
    by=Kind.OFFICE,
    undo=put_back,
    power=RUN,
    title=_("Write the minutes"),
    done=_("Minutes written"),
    place=unit_of,
    allows=_has_met,
)
def write_minutes(
    ctx: Context,
    sitting: Sitting,
    text: Annotated[
        str,
        Words(
            _("Minutes"),
            _(
                "This is public. Attendance, postponed matters and each vote are added automatically."
            ),
            most=20_000,
            long=True,
            present=lambda sitting: sitting.minutes,
            empty=_("Enter what was said."),
        ),
    ],
) -> Sitting:
    """What was said, beside what the record shows by itself. Earlier versions stay on the record."""
    sitting.minutes = text
    return ctx.save(sitting)
