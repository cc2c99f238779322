"""What may be done with bodies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit


def body_place(body: Body, **_arguments: Any) -> int | None:
    return body.unit_id


# --- bodies and offices ---------------------------------------------------------------------------
@action(
    "people.establish_body",
    by=Kind.OFFICE,
    power="establish-bodies",
    title=_("Establish a body"),
    done=_("Body established"),
    place=lambda unit, **_arguments: unit.pk,
)
def establish_body(
    ctx: Context,
    code: str,
    names: dict[str, str],
    kind: str,
    unit: Unit,
    duties: dict[str, str] | None = None,
    parent: Body | None = None,
    email: str = "",
) -> Body:
    """Make a public body. What it may do is another matter: competences grant that."""
    if not code or not in_language(names):
        raise BadInput("code", _("A body needs a code and a name."))
    if Body.objects.filter(code=code).exists():
        raise BadInput("code", _("There is a body with this code already."))
    body = Body(
        code=code,
        names=names,
        kind=kind,
        unit=unit,
        duties=duties or {},
        parent=parent,
        email=email,
    )
    return ctx.save(body)


@action(
    "people.establish_office",
    by=Kind.OFFICE,
    power="establish-bodies",
    title=_("Establish an office"),
    done=_("Office established"),
    place=body_place,
)
def establish_office(
    ctx: Context, body: Body, code: str, names: dict[str, str], duties: dict[str, str]
) -> Office:
    """Make a post within a body, with the duties it stands for."""
    if Office.objects.filter(code=code).exists():
        raise BadInput("code", _("There is an office with this code already."))
    return ctx.save(Office(body=body, code=code, names=names, duties=duties))


@action(
    "people.appoint",
    by=Kind.OFFICE,
    power="fill-offices",
    title=_("Appoint somebody to an office"),
    done=_("Office filled"),
    place=lambda office, **_arguments: office.body.unit_id,
    concerns=lambda person, **_arguments: [person.ref],
)
def appoint(ctx: Context, office: Office, person: Person, starts: date, ends: date) -> OfficeTerm:
    """Give an office to a person for a term."""
    if ends < starts:
        raise BadInput("ends", _("A term ends after it begins."))
    return ctx.save(OfficeTerm(office=office, person=person, starts=starts, ends=ends))


@action(
    "people.end_term",
    by=Kind.OFFICE,
    power="fill-offices",
    title=_("End a term of office early"),
    done=_("Term of office ended early"),
    subject="term",
    place=lambda term, **_arguments: term.office.body.unit_id,
    concerns=lambda term, **_arguments: [f"people.person:{term.person_id}"],
)
def end_term(ctx: Context, term: OfficeTerm, on: date) -> OfficeTerm:
    """From `on` (inclusive) the person no longer holds the office."""
    if not term.starts <= on <= term.ends:
        raise BadInput("on", _("The day must lie within the term."))
    term.ended_early_on = on
    return ctx.save(term)
