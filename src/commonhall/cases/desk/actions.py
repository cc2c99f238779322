"""What an office does at its desk besides answering: assign, set the priority, note, and several cases at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.erasure import erase
from commonhall.actions.inputs import Choice, Day, Pick, PickMany, Words
from commonhall.actions.undoing import put_back
from commonhall.cases.answer_templates.filling import fill
from commonhall.cases.cases import rules
from commonhall.cases.cases.actions import answer_case
from commonhall.cases.cases.models import Case
from commonhall.cases.cases.queries import visible
from commonhall.cases.desk.models import Note
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.actors import in_term, office_of
from commonhall.people.bodies.models import Office, OfficeTerm

MOST = 100


def held_offices() -> QuerySet[Office]:
    """Offices that somebody holds today."""
    terms = OfficeTerm.objects.filter(in_term(clock.today())).values("office")
    return Office.objects.filter(pk__in=terms, ended_on=None).order_by("code")


def colleagues(case: Case) -> QuerySet[Office]:
    """The offices of the body that answers a case, as far as somebody holds them."""
    return held_offices().filter(body=case.body_id)


# --- one case -------------------------------------------------------------------------------------
@action(
    "cases.assign_case",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Assign"),
    done=_("Case assigned"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.own_body,
    notifies=False,
)
def assign_case(
    ctx: Context,
    case: Case,
    to: Annotated[
        Office | None,
        Pick(
            _("Who works on it"),
            _("An office in your body. Leave blank for nobody."),
            rows=held_offices,
            rows_of=colleagues,
            key="code",
        ),
    ] = None,
) -> Case:
    """Say which office of the body works on it. The body stays responsible."""
    if to is not None and to.body_id != case.body_id:
        raise BadInput("to", _("Choose an office in the body that answers the case."))
    case.assigned = to
    ctx.note(to=to.code if to else "")
    return ctx.save(case)


@action(
    "cases.set_priority",
    by=Kind.OFFICE,
    power="answer-cases",
    undo=put_back,
    title=_("Set the priority"),
    done=_("Priority of the case set"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.own_body,
    notifies=False,
)
def set_priority(
    ctx: Context,
    case: Case,
    priority: Annotated[
        str,
        Choice(
            _("Priority"),
            _("Cases at the desk are sorted by it. It does not change deadlines or promised days."),
            choices=Case.Priority.choices,
            radio=True,
            empty=_("Choose low, normal or high."),
            present=lambda case: case.priority,
        ),
    ],
) -> Case:
    """Say how much it presses, for the desk alone: no day moves."""
    case.priority = priority
    ctx.note(priority=priority)
    return ctx.save(case)


@action(
    "cases.note_case",
    by=Kind.OFFICE,
    power="answer-cases",
    remedy=owed.LOOKED_AT,
    title=_("Write an internal note"),
    done=_("Internal note about the case written"),
    place=rules.unit_of,
    concerns=rules.parties,
    allows=rules.own_body,
    notifies=False,
)
def note_case(
    ctx: Context,
    case: Case,
    text: Annotated[
        str,
        Words(
            _("Note"),
            _(
                "Only the offices in your body can read it, and the person who raised the case if they ask what data is held about them."
            ),
            most=4000,
            long=True,
            empty=_("Enter the note."),
        ),
    ],
) -> Note:
    """Tell your colleagues something about the case. The record keeps that there is a note, not its words."""
    note = Note(
        case=case,
        body_id=ctx.actor.body_id,
        office_id=office_of(ctx.actor) or 0,
        text=text,
        at=ctx.occurred_at,
    )
    return ctx.save(note)


def _own_note(actor: Actor, note: Note) -> None:
    if note.body_id != actor.body:
        raise Refused("state", "other-body", _("This note belongs to another body."))
    if not note.text:
        raise Refused("state", "wrong-state", _("This note has already been erased."))


@action(
    "cases.erase_note",
    by=Kind.OFFICE,
    power="answer-cases",
    remedy=owed.TOLD,
    title=_("Erase the note"),
    done=_("Internal note erased"),
    place=lambda note: note.case.unit_id,
    concerns=lambda note: rules.parties(note.case),
    allows=_own_note,
    notifies=False,
)
def erase_note(ctx: Context, note: Note) -> Note:
    """Its words go for good, here and on the record. That there was a note stays."""
    erase(ctx, note, ["text"])
    return note


# --- several at once ------------------------------------------------------------------------------
def _each(cases: Iterable[Case], do: Callable[[Case], object]) -> list[int]:
    """Do something with each case, all or none. Raises `BadInput` naming the first that refuses."""
    done = []
    for case in cases:
        try:
            do(case)
        except Refused as refusal:
            words = gettext("Case %(number)d: %(why)s")
            raise BadInput(
                "cases", words % {"number": case.pk, "why": refusal.message}
            ) from refusal
        done.append(case.pk)
    return done


def _not_too_many(cases: list[Case]) -> None:
    if len(cases) > MOST:
        raise BadInput("cases", _("Choose up to 100 cases at once."))


_CASES = PickMany(
    _("Cases"),
    rows=visible,
    empty=_("Choose at least one case."),
)


@action(
    "cases.assign_cases",
    by=Kind.OFFICE,
    power="answer-cases",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Assign several cases"),
    done=_("Cases assigned"),
    notifies=False,
)
def assign_cases(
    ctx: Context,
    cases: Annotated[list[Case], _CASES],
    to: Annotated[
        Office | None,
        Pick(
            _("Who works on it"),
            _("An office in your body. Leave blank for nobody."),
            rows=held_offices,
            key="code",
        ),
    ] = None,
) -> None:
    """Assign each of these cases, all or none. Each has its own entry."""
    _not_too_many(cases)
    ctx.note(cases=_each(cases, lambda case: ctx.perform(assign_case, case, to=to)))


@action(
    "cases.answer_cases",
    by=Kind.OFFICE,
    power="answer-cases",
    nobody_concerned=exemptions.ONE_BY_ONE,
    undo=put_back,
    title=_("Answer several cases"),
    done=_("Cases answered"),
    notifies=False,
)
def answer_cases(
    ctx: Context,
    cases: Annotated[list[Case], _CASES],
    text: Annotated[
        str,
        Words(
            _("Answer"),
            _(
                "You can use these words in braces: {number}, {title}, {category}, {place}, {body}, {raised}. They are replaced with details of each case."
            ),
            most=3000,
            long=True,
            empty=_("Enter an answer."),
        ),
    ],
    promise: Annotated[date | None, Day(_("Done by"))] = None,
) -> None:
    """Give each of these cases the same answer, all or none. Each has its own entry and its own letter."""
    _not_too_many(cases)
    chosen = {case.pk for case in cases}  # one joined with another of them hears it with that
    done = _each(
        [case for case in cases if case.main_id not in chosen],
        lambda case: ctx.perform(answer_case, case, text=fill(text, case), promise=promise),
    )
    ctx.note(cases=done)
