"""What may be done with interests: declare one, end it."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Internal, Ref, Words
from commonhall.core.refusals import Refused
from commonhall.people.actors import office_of
from commonhall.people.bodies.models import Office
from commonhall.people.interests.models import Interest


@action(
    "people.declare_interest",
    by=(Kind.OFFICE, Kind.PERSON),
    right="declare-interests",
    title=_("Declare an interest"),
    done=_("Interest declared"),
)
def declare_interest(
    ctx: Context,
    target: Annotated[
        str,
        Ref(
            _("In what, or in whom"),
            _(
                "A description, or the address of a page here: an organisation, a body, a place or a matter."
            ),
            empty=_("Enter what or whom you have an interest in."),
        ),
    ],
    kind: Annotated[
        str,
        Choice(
            _("Kind of interest"),
            choices=Interest.Kind.choices,
            empty=_("Choose one of the kinds listed."),
        ),
    ],
    note: Annotated[str, Words(_("Note"), _("It is not published."), most=2000, long=True)] = "",
    office: Annotated[Office | None, Internal()] = None,
) -> Interest:
    """Declare, for the person behind the actor, an interest that will force recusal."""
    interest = Interest(
        person_id=ctx.actor.person_id,
        office_id=office.pk if office else office_of(ctx.actor),
        target=target,
        kind=kind,
        note=note,
        starts=ctx.today,
    )
    return ctx.save(interest)


def _own(actor: Actor, interest: Interest) -> None:
    if interest.person_id != actor.person:
        raise Refused(
            "state", "not-yours", _("Only the person who declared an interest can end it.")
        )
    if interest.ends is not None:
        raise Refused("state", "wrong-state", _("This interest has already been ended."))


@action(
    "people.end_interest",
    by=(Kind.OFFICE, Kind.PERSON),
    right="declare-interests",
    title=_("End a declared interest"),
    done=_("Declared interest ended"),
    allows=_own,
)
def end_interest(ctx: Context, interest: Interest) -> Interest:
    """The interest ends today; it stays on the record."""
    interest.ends = ctx.today
    return ctx.save(interest)
