"""What is said of a body or an office, put right after it was established."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import MailAddress, Names, Pick
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.actions import body_place, place_of_office, still_there
from commonhall.people.bodies.models import Body, Office
from commonhall.people.bodies.queries import active_bodies


def _is_there(_actor: Actor, body: Body) -> None:
    if body.kind == Body.Kind.SYSTEM:
        raise Refused("state", "wrong-state", _("The System cannot be changed."))
    if body.ended_on is not None:
        raise Refused("state", "wrong-state", _("This body has already ended."))


def _parent_of(body: Body | None) -> object:
    return body.parent_id if body is not None else None


@action(
    "people.change_body",
    by=Kind.OFFICE,
    power="establish-bodies",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Change the details of the body"),
    done=_("Body changed"),
    place=body_place,
    allows=_is_there,
    second_factor=True,
)
def change_body(
    ctx: Context,
    body: Body,
    names: Annotated[
        dict[str, str],
        Names(
            _("Name"),
            most=160,
            empty=_("Enter a code and a name for the body."),
            present=lambda body: body.names,
        ),
    ],
    duties: Annotated[
        dict[str, str] | None,
        Names(
            _("What it is responsible for"), most=2000, long=True, present=lambda body: body.duties
        ),
    ] = None,
    parent: Annotated[
        Body | None,
        Pick(_("Part of which body"), rows=active_bodies, key="code", present=_parent_of),
    ] = None,
    email: Annotated[str, MailAddress(_("E-mail address"), present=lambda body: body.email)] = "",
) -> Body:
    """Change its name, its duties, the body it is a part of and its address. What it is, and where, stays."""
    above: Body | None = parent
    while above is not None:
        if above.pk == body.pk:
            raise BadInput("parent", _("A body cannot be part of itself."))
        above = above.parent
    body.names, body.duties, body.parent, body.email = names, duties or {}, parent, email
    return ctx.save(body)


@action(
    "people.change_office",
    by=Kind.OFFICE,
    power="establish-bodies",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Change the details of the office"),
    done=_("Office changed"),
    place=place_of_office,
    allows=still_there,
    second_factor=True,
)
def change_office(
    ctx: Context,
    office: Office,
    names: Annotated[
        dict[str, str],
        Names(
            _("Name"),
            most=160,
            empty=_("Enter a code and a name for the office."),
            present=lambda office: office.names,
        ),
    ],
    duties: Annotated[
        dict[str, str] | None,
        Names(
            _("What it is responsible for"),
            most=2000,
            long=True,
            present=lambda office: office.duties,
        ),
    ] = None,
) -> Office:
    """Change its name and the duties it stands for. Who holds it stays."""
    office.names, office.duties = names, duties or {}
    return ctx.save(office)
