"""What may be done with bodies: establish one, its offices, fill an office, end a term."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, MailAddress, Names, PersonByMail, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import by_mail, in_term
from commonhall.people.bodies import holding
from commonhall.people.bodies.models import Body, Office, OfficeTerm
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.residents.models import Person
from commonhall.places.models import Unit
from commonhall.places.queries import units
from commonhall.ui.text import local_date

# The System is there once, from the founding on; nobody establishes another.
KINDS = [one for one in Body.Kind.choices if one[0] != Body.Kind.SYSTEM]
_DUTIES = Names(_("What it is responsible for"), most=2000, long=True)


def _code(code: str) -> None:
    if not code.replace("-", "").isalnum() or not code.isascii() or code != code.lower():
        raise BadInput("code", _("Use small letters, digits and hyphens only."))


# --- bodies and offices ---------------------------------------------------------------------------
def body_place(body: Body) -> int:
    return body.unit_id


def _may_end(actor: Actor, body: Body) -> None:
    if body.kind == Body.Kind.SYSTEM:
        raise Refused("state", "wrong-state", _("The System cannot be removed."))
    if body.ended_on is not None:
        raise Refused("state", "wrong-state", _("This body has already ended."))
    for check in _before_ending:
        check(body)
    # What was begun in the founding period lapses by itself, whatever it owes.
    for check in _owing if actor.kind is not Kind.SYSTEM else ():
        check(body)


# What upper apps ask of a body that somebody ends: raises Refused while it owes something.
_owing: list[Callable[[Body], None]] = []


def before_somebody_ends(check: Callable[[Body], None]) -> None:
    """Ask this before an office ends a body, too; the law does."""
    if check not in _owing:
        _owing.append(check)


# What upper apps ask before a body, or its last office, ends: raises Refused.
_before_ending: list[Callable[[Body], None]] = []


def before_ending(check: Callable[[Body], None]) -> None:
    """Ask this before a body ends, too; the law does."""
    if check not in _before_ending:
        _before_ending.append(check)


@action(
    "people.end_body",
    by=Kind.OFFICE,
    power="establish-bodies",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("End the body"),
    done=_("Body ended"),
    place=body_place,
    allows=_may_end,
    second_factor=True,
)
def end_body(ctx: Context, body: Body) -> Body:
    """Nothing new can be given to it, and nobody acts for it any more; what it did stays."""
    held = OfficeTerm.objects.filter(in_term(ctx.today), office__body=body)
    if held.exists():
        raise Refused(
            "state",
            "in-office",
            _("Somebody still holds an office of this body. End the terms first."),
        )
    for office in body.offices.filter(ended_on=None):
        office.ended_on = ctx.today
        ctx.save(office)
    body.ended_on = ctx.today
    return ctx.save(body)


@action(
    "people.establish_body",
    by=Kind.OFFICE,
    power="establish-bodies",
    undo=put_back,
    title=_("Establish a body"),
    done=_("Body established"),
    lapses=end_body,
    second_factor=True,
)
def establish_body(
    ctx: Context,
    code: Annotated[
        str,
        Words(
            _("Short code"),
            _("Used in addresses and open data, for example: street-lights."),
            most=40,
            empty=_("Enter a code and a name for the body."),
        ),
    ],
    names: Annotated[
        dict[str, str], Names(_("Name"), most=160, empty=_("Enter a code and a name for the body."))
    ],
    kind: Annotated[str, Choice(_("Kind"), choices=KINDS)],
    unit: Annotated[Unit, Pick(_("Place"), rows=units, key="code", place=True)],
    duties: Annotated[dict[str, str] | None, _DUTIES] = None,
    parent: Annotated[
        Body | None, Pick(_("Part of which body"), rows=active_bodies, key="code")
    ] = None,
    email: Annotated[str, MailAddress(_("E-mail address"))] = "",
) -> Body:
    """Make a public body. What it may do is another matter: competences grant that."""
    _code(code)
    if Body.objects.filter(code=code).exists():
        raise BadInput("code", _("There is already a body with this code. Enter another."))
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


def _has_offices(_actor: Actor, body: Body) -> None:
    if body.kind == Body.Kind.SYSTEM:
        raise Refused(
            "state",
            "wrong-state",
            _("The System acts by rule, without a person, so it has no offices."),
        )
    if body.ended_on is not None:
        raise Refused("state", "wrong-state", _("This body has already ended."))


def place_of_office(office: Office) -> int:
    return office.body.unit_id


def still_there(_actor: Actor, office: Office) -> None:
    if office.ended_on is not None:
        raise Refused("state", "wrong-state", _("This office has already ended."))


@action(
    "people.end_office",
    by=Kind.OFFICE,
    power="establish-bodies",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("End the office"),
    done=_("Office ended"),
    place=place_of_office,
    allows=still_there,
    second_factor=True,
)
def end_office(ctx: Context, office: Office) -> Office:
    """Nobody can be given it any more."""
    if OfficeTerm.objects.filter(in_term(ctx.today), office=office).exists():
        raise Refused(
            "state", "in-office", _("Somebody still holds this office. End the term first.")
        )
    if not office.body.offices.filter(ended_on=None).exclude(pk=office.pk).exists():
        for check in _before_ending:
            check(office.body)
    office.ended_on = ctx.today
    return ctx.save(office)


@action(
    "people.establish_office",
    by=Kind.OFFICE,
    power="establish-bodies",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Establish an office"),
    done=_("Office established"),
    place=body_place,
    allows=_has_offices,
    lapses=end_office,
    second_factor=True,
)
def establish_office(
    ctx: Context,
    body: Body,
    code: Annotated[
        str,
        Words(
            _("Short code"),
            _("Used in addresses and open data, for example: street-lights."),
            most=60,
            empty=_("Enter a code and a name for the office."),
        ),
    ],
    names: Annotated[
        dict[str, str],
        Names(_("Name"), most=160, empty=_("Enter a code and a name for the office.")),
    ],
    duties: Annotated[dict[str, str] | None, _DUTIES] = None,
) -> Office:
    """Make a post within a body, with the duties it stands for."""
    _code(code)
    if Office.objects.filter(code=code).exists():
        raise BadInput("code", _("There is already an office with this code. Enter another."))
    office = ctx.save(Office(body=body, code=code, names=names, duties=duties or {}))
    ctx.subject = office.ref
    return office


# --- who holds them -------------------------------------------------------------------------------
def vacant(ctx: Context, office: Office, starts: date, ends: date, besides: int = 0) -> None:
    """An office is held by one person at a time, from today on. Raises BadInput."""
    if ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    if starts < ctx.today:
        raise BadInput("starts", _("A term cannot begin in the past. Enter today or a later day."))
    held = (
        OfficeTerm.objects.filter(
            office=office, stands_for=None, starts__lte=ends, ends__gte=starts
        )
        .filter(Q(ended_early_on=None) | Q(ended_early_on__gt=starts))
        .exclude(pk=besides)
        .order_by("-ends")
        .first()
    )
    if held is not None:
        last = held.ended_early_on - timedelta(days=1) if held.ended_early_on else held.ends
        raise BadInput(
            "starts",
            _(
                "Somebody holds this office until %(day)s. Enter a later day, or end that term first."
            )
            % {"day": local_date(last)},
        )
    for check in _more_checks:
        check(ctx, starts, ends)


# What upper apps ask of a term besides: (ctx, first day, last day) raises BadInput.
_more_checks: list[Callable[[Context, date, date], None]] = []


def ask_of_terms(check: Callable[[Context, date, date], None]) -> None:
    """Ask this of every new term, too; the law does."""
    if check not in _more_checks:
        _more_checks.append(check)


def _place_of_term(term: OfficeTerm) -> int:
    return term.office.body.unit_id


def _holder(term: OfficeTerm) -> list[str]:
    return [f"people.person:{term.person_id}"]


@action(
    "people.end_term",
    by=Kind.OFFICE,
    power="fill-offices",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("End a term of office early"),
    done=_("Term of office ended early"),
    place=_place_of_term,
    concerns=_holder,
    second_factor=True,
)
def end_term(
    ctx: Context,
    term: OfficeTerm,
    on: Annotated[
        date | None,
        Day(_("First day on which the office is no longer held"), _("Leave blank for today.")),
    ] = None,
) -> OfficeTerm:
    """From a day on (inclusive) the person no longer holds the office."""
    on = on or max(ctx.today, term.starts)
    if on < ctx.today:
        raise BadInput("on", _("A term cannot end in the past. Enter today or a later day."))
    if not term.starts <= on <= term.ends:
        raise BadInput("on", _("Enter a day within the term."))
    term.ended_early_on = on
    return ctx.save(term)


@action(
    "people.appoint",
    by=Kind.OFFICE,
    power="fill-offices",
    any_body=exemptions.SET_UP,
    undo=put_back,
    title=_("Appoint somebody to an office"),
    done=_("Office filled"),
    place=place_of_office,
    allows=still_there,
    lapses=end_term,
    second_factor=True,
)
def appoint(
    ctx: Context,
    office: Office,
    person: Annotated[
        Person,
        PersonByMail(_("E-mail address of the person's account"), find=by_mail, concerned=True),
    ],
    starts: Annotated[date, Day(_("First day"))],
    ends: Annotated[date, Day(_("Last day"))],
) -> OfficeTerm:
    """Give an office to a person for a term."""
    vacant(ctx, office, starts, ends)
    holding.check(person.pk, office, starts, ends)
    term = ctx.save(OfficeTerm(office=office, person=person, starts=starts, ends=ends))
    ctx.subject = term.ref
    return term
