"""What may be done with interests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Office
from commonhall.people.interests.models import Interest


# --- interests ------------------------------------------------------------------------------------
@action(
    "people.declare_interest",
    by=(Kind.OFFICE, Kind.PERSON),
    right="declare-interests",
    title=_("Declare an interest"),
    done=_("Interest declared"),
)
def declare_interest(
    ctx: Context, target: str, kind: str, note: str = "", office: Office | None = None
) -> Interest:
    """Declare, for the person behind the actor, an interest that will force recusal."""
    if kind not in Interest.Kind.values:
        raise BadInput("kind", _("Choose one of the kinds listed."))
    interest = Interest(
        person_id=ctx.actor.person_id,
        office=office,
        target=target,
        kind=kind,
        note=note,
        starts=ctx.today,
    )
    return ctx.save(interest)


def _own_interest(interest: Interest, actor_person: int | None) -> None:
    if interest.person_id != actor_person:
        raise Refused("state", "not-yours", _("Only whoever declared an interest can end it."))


@action(
    "people.end_interest",
    by=(Kind.OFFICE, Kind.PERSON),
    right="declare-interests",
    title=_("End a declared interest"),
    done=_("Declared interest ended"),
    subject="interest",
    guard=lambda request: _own_interest(request.arguments["interest"], request.actor.person),
)
def end_interest(ctx: Context, interest: Interest) -> Interest:
    """The interest ends today; it stays on the record."""
    interest.ends = ctx.today
    return ctx.save(interest)
