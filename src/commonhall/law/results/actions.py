"""Mandates come from the people: a result is entered with its evidence, and confirmed by somebody of another body."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Lines, Words
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.demands.reasons import REASONS
from commonhall.law.evidence import DIGEST_HELP
from commonhall.law.evidence import check as check_evidence
from commonhall.law.instruments import grounds
from commonhall.law.results import lines, taking_effect
from commonhall.law.results.confirming import check_not_appealed, reviewed_by
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.people import four_eyes
from commonhall.people.bodies.actions import body_place
from commonhall.people.bodies.models import Body, Office
from commonhall.people.residents.models import Person

ENTER, CONFIRM = "enter-results", "confirm-results"
Kinds, State = PeoplesResult.Kind, PeoplesResult.State


def may_be_elected(_actor: Actor, body: Body) -> None:
    """Raises `Refused` for the System, and for a body that has ended."""
    if body.kind == Body.Kind.SYSTEM:
        raise Refused("state", "wrong-state", _("The System cannot be removed."))
    if body.ended_on is not None:
        raise Refused("state", "wrong-state", _("This body has already ended."))


@action(
    "law.enter_result",
    by=Kind.OFFICE,
    any_body=exemptions.LENT,
    undo=put_back,
    power=ENTER,
    title=_("Enter an election result"),
    done=_("Election result entered"),
    place=body_place,
    allows=may_be_elected,
    second_factor=True,
)
def enter_result(
    ctx: Context,
    body: Body,
    kind: Annotated[str, Choice(_("What was decided"), choices=Kinds.choices)],
    held_on: Annotated[date, Day(_("Day of the election"))],
    starts: Annotated[
        date, Day(_("First day of the new term"), _("For a recall: the day it takes effect."))
    ],
    ends: Annotated[
        date | None,
        Day(
            _("Last day of the new term"),
            _("Leave blank for a by-election: it covers the rest of the term."),
        ),
    ] = None,
    elected: Annotated[
        list[lines.Seat],
        Lines(
            _("Who was elected"),
            _(
                "One line per office: its code, a colon, then the e-mail address. People with an account here hold the office at once. All others are invited by letter. Leave out offices that were not elected."
            ),
            read=lines.read,
            present=lines.offices_of,
            most=40_000,
        ),
    ] = (),  # type: ignore[assignment]
    evidence: Annotated[
        str, Words(_("Address of the official result"), _("It must begin with https://."), most=200)
    ] = "",
    digest: Annotated[
        str,
        Words(
            _("SHA-256 of the official result's file"),
            DIGEST_HELP,
            most=64,
        ),
    ] = "",
) -> PeoplesResult:
    """Enter an election that was held outside. Somebody of another body confirms it; only then does it take effect."""
    _check_evidence(evidence, digest)
    if held_on > ctx.today:
        raise BadInput("held_on", _("This day has not come yet. Enter today or an earlier day."))
    grounds.not_past(ctx, "starts", starts)
    last = taking_effect.last_day(body, kind, starts, ends)
    if last < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    grounds.within_longest(ctx, starts, last)
    seats = _offices(body, kind, list(elected))
    result = ctx.save(
        PeoplesResult(
            body=body,
            kind=kind,
            held_on=held_on,
            evidence=evidence,
            digest=digest,
            starts=starts,
            ends=last,
            entered_by=Body.objects.get(pk=ctx.actor.body_id),
            entered_person=Person.objects.filter(pk=ctx.actor.person_id).first(),
        )
    )
    for office, email in seats:
        ctx.save(Elected(result=result, office=office, email=email))
    ctx.subject = result.ref
    ctx.note(kind=kind, seats=len(seats), body=body.ref)
    return result


def _check_evidence(evidence: str, digest: str) -> None:
    if not evidence and not digest:
        raise BadInput("evidence", _("Enter the evidence: an address, or the digest of a file."))
    check_evidence(evidence, digest)


def _offices(body: Body, kind: str, elected: list[lines.Seat]) -> list[tuple[Office, str]]:
    """The offices of the body that the lines name. Raises BadInput."""
    if kind == Kinds.KEPT:
        if elected:
            raise BadInput(
                "elected", _("If the mandate stays, nobody is elected. Leave this blank.")
            )
        return []
    known = {one.code: one for one in body.offices.filter(ended_on=None)}
    for code, _email in elected:
        if code not in known:
            raise BadInput(
                "elected",
                _("%(body)s has no office with the code %(code)s. Its codes are: %(codes)s.")
                % {"body": body.name, "code": code, "codes": ", ".join(known)},
            )
    if not elected and kind != Kinds.RECALL:
        raise BadInput("elected", _("Enter who was elected, to at least one office."))
    return [(known[code], email) for code, email in elected]


# --- the second pair of eyes ----------------------------------------------------------------------
def _place(result: PeoplesResult) -> int:
    return result.body.unit_id


def _is_entered(actor: Actor, result: PeoplesResult) -> None:
    if result.state != State.ENTERED:
        raise Refused(
            "state", "wrong-state", _("This result has already been confirmed or rejected.")
        )
    if by := reviewed_by(result, actor.body):
        raise Refused(
            "segregation",
            "own-reviewer",
            _("No body confirms or rejects who is to review it. Residents confirm this result."),
            by,
        )
    told = _("The body that entered a result cannot confirm it. Another body must.")
    if actor.body == result.entered_by_id:
        raise Refused("state", "same-body", told)
    if actor.person is not None and actor.person == result.entered_person_id:
        raise Refused(
            "state",
            "same-person",
            _("The person who entered a result cannot confirm it. Another person must."),
        )
    four_eyes.check_no_part(actor, (result.entered_by_id,), (), told)


def _may_confirm(actor: Actor, result: PeoplesResult) -> None:
    _is_entered(actor, result)
    check_not_appealed(result)


@action(
    "law.confirm_result",
    by=Kind.OFFICE,
    any_body=exemptions.LENT,
    undo=put_back,
    power=CONFIRM,
    title=_("Confirm the result"),
    done=_("Election result confirmed"),
    place=_place,
    allows=_may_confirm,
    second_factor=True,
)
def confirm_result(ctx: Context, result: PeoplesResult) -> PeoplesResult:
    """You have compared it with the evidence: the new term and mandate are given, and the outgoing ones end."""
    result.starts = max(result.starts, ctx.today)
    if result.ends < result.starts:
        raise Refused("state", "over", _("This term is already over. Enter a new result."))
    result.state, result.decided_on = State.CONFIRMED, ctx.today
    result.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    taking_effect.take_effect(ctx, result)
    return ctx.save(result)


@action(
    "law.reject_result",
    by=Kind.OFFICE,
    any_body=exemptions.LENT,
    undo=put_back_anew,
    power=CONFIRM,
    title=_("Reject the result"),
    done=_("Election result rejected"),
    place=_place,
    allows=_is_entered,
)
def reject_result(
    ctx: Context, result: PeoplesResult, text: Annotated[str, REASONS]
) -> PeoplesResult:
    """It does not agree with the evidence. Nothing changes; a right one can be entered."""
    result.state, result.decided_on, result.reasons = State.REJECTED, ctx.today, text
    result.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    return ctx.save(result)
