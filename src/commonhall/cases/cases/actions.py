"""What may be done with cases: raise, answer, pass on, mark done, confirm, refuse, reopen."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.gate import action
from commonhall.actions.stages import ActionRequest
from commonhall.cases.cases import search
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.queries import competent_body
from commonhall.core import rate_limits
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.queries import deadline_days
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.places.queries import locate

State = Case.State
LONGEST_PROMISE = timedelta(days=5 * 365)


# --- raising --------------------------------------------------------------------------------------
@action(
    "cases.raise_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Raise a case"),
    done=_("Case raised"),
)
def raise_case(
    ctx: Context,
    kind: str,
    title: str,
    category: Category,
    unit: Unit | None = None,
    text: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    address: str = "",
    photo: Any = None,
    channel: str = Case.Channel.WEB,
) -> Case:
    """Say what is the matter. The case goes at once to the body competent for category and place."""
    if kind not in Case.Kind.values:
        raise BadInput("kind", _("Choose request, complaint, suggestion or question."))
    if not title.strip():
        raise BadInput("title", _("Say in a few words what it is about."))
    if channel in (Case.Channel.WEB, Case.Channel.API) and not rate_limits.allowed(
        "cases.raise_case", ctx.actor.ref
    ):
        raise Refused(
            "rate", "too-many", _("That was a lot in an hour. Please go on a little later.")
        )
    unit = _place(unit, latitude, longitude)
    deadline = deadline_days("answer-cases", ctx.today)
    case = ctx.save(
        Case(
            kind=kind,
            title=title.strip()[:160],
            text=text.strip(),
            category=category,
            unit=unit,
            latitude=latitude,
            longitude=longitude,
            address=address.strip()[:200],
            photo=photo or "",
            body=competent_body(category, unit),
            channel=channel,
            person_id=ctx.actor.person if ctx.actor.kind is Kind.PERSON else None,
            organisation_id=ctx.actor.organisation,
            raised_at=ctx.occurred_at,
            due_on=ctx.today + timedelta(days=deadline[0]) if deadline else None,
        )
    )
    search.index([case])
    ctx.follow(case, ctx.actor.account)
    ctx.note(kind=kind, category=category.code, body=case.body.code, unit=unit.code)
    return case


def _place(unit: Unit | None, latitude: Decimal | None, longitude: Decimal | None) -> Unit:
    """The unit a point lies in, else the unit chosen. A point outside the territory is an error."""
    if latitude is not None and longitude is not None:
        found = locate([(float(latitude), float(longitude))])[0]
        if found is not None:
            return Unit.objects.get(pk=found)
        raise BadInput(
            "place", _("This point lies outside the territory. Choose a point on land within it.")
        )
    if unit is None:
        raise BadInput("unit", _("Say where: choose a point on the map or a district."))
    return unit


@action(
    "cases.open_alarm_case",
    by=Kind.SYSTEM,
    power="raise-alarms",
    title=_("Open a case for an alarm"),
    done=_("Case opened by an alarm"),
    place=lambda unit, **_arguments: unit.pk,
)
def open_alarm_case(
    ctx: Context, title: str, unit: Unit, body: Body, category: Category, due_on: date
) -> Case:
    """An alarm raises a case by itself: with the body named for it, due on the day it sets."""
    case = ctx.save(
        Case(
            kind=Case.Kind.COMPLAINT,
            title=title[:160],
            category=category,
            unit=unit,
            body=body,
            channel=Case.Channel.ALARM,
            raised_at=ctx.occurred_at,
            due_on=due_on,
        )
    )
    search.index([case])
    ctx.note(category=category.code, body=body.code, unit=unit.code)
    return case


# --- answering ------------------------------------------------------------------------------------
def _concerned(case: Case, **_arguments: Any) -> list[str]:
    refs = [f"people.person:{case.person_id}" if case.person_id else "", Unit.ref_of(case.unit_id)]
    if case.organisation_id:
        refs.append(f"people.organisation:{case.organisation_id}")
    return refs


def _where(case: Case, **_arguments: Any) -> int:
    return case.unit_id


def _responsible(*states: str) -> Any:
    """The case is with the actor's body, in one of these states."""

    def check(request: ActionRequest) -> None:
        case: Case = request.arguments["case"]
        if case.body_id != request.actor.body:
            raise Refused(
                "state", "other-body", _("Another body is responsible for this case at present.")
            )
        _in_state(case, states)

    return check


def _in_state(case: Case, states: tuple[str, ...]) -> None:
    if case.state not in states:
        raise Refused(
            "state", "wrong-state", _("The case's present state does not allow this any more.")
        )


@action(
    "cases.answer_case",
    by=Kind.OFFICE,
    power="answer-cases",
    title=_("Answer"),
    done=_("Case answered"),
    subject="case",
    place=_where,
    concerns=_concerned,
    guard=_responsible(State.OPEN, State.WORKING, State.PROMISED, State.REFUSED),
)
def answer_case(ctx: Context, case: Case, text: str, promise: date | None = None) -> Answer:
    """Answer, and promise the day by which it will be done."""
    if not text.strip():
        raise BadInput("text", _("An answer needs words."))
    if promise is not None and not ctx.today <= promise <= ctx.today + LONGEST_PROMISE:
        raise BadInput("promise", _("Promise a day from today on, within five years."))
    answer = ctx.save(
        Answer(
            case=case,
            kind=Answer.Kind.ANSWER,
            text=text.strip(),
            body_id=ctx.actor.body_id,
            promised_on=promise,
            at=ctx.occurred_at,
        )
    )
    ctx.save(case, state=State.PROMISED, promised_on=promise or case.promised_on)
    ctx.note(promised_on=promise.isoformat() if promise else None)
    return answer


@action(
    "cases.pass_on_case",
    by=Kind.OFFICE,
    power="pass-on-cases",
    title=_("Pass on"),
    done=_("Case passed on"),
    subject="case",
    place=_where,
    concerns=_concerned,
    guard=_responsible(State.OPEN, State.WORKING, State.PROMISED, State.REFUSED),
)
def pass_on_case(ctx: Context, case: Case, to: Body, reason: str) -> Answer:
    """Hand the case to the body that is competent, with the reason. Its deadline runs on."""
    if to.pk == case.body_id:
        raise BadInput("to", _("The case is with this body already."))
    if not reason.strip():
        raise BadInput("reason", _("Say why another body is competent."))
    answer = ctx.save(
        Answer(
            case=case,
            kind=Answer.Kind.PASSED_ON,
            text=reason.strip(),
            body_id=ctx.actor.body_id,
            to_body=to,
            at=ctx.occurred_at,
        )
    )
    ctx.save(case, body=to, state=State.OPEN)
    ctx.note(to=to.code)
    return answer


@action(
    "cases.mark_done",
    by=Kind.OFFICE,
    power="answer-cases",
    title=_("Report as done"),
    done=_("Case reported done"),
    subject="case",
    place=_where,
    concerns=_concerned,
    guard=_responsible(State.OPEN, State.WORKING, State.PROMISED, State.REFUSED),
)
def mark_done(ctx: Context, case: Case, text: str) -> Answer:
    """Report what was done. Whether it is solved is for the person who raised it to say."""
    if not text.strip():
        raise BadInput("text", _("Say what was done."))
    answer = ctx.save(
        Answer(
            case=case,
            kind=Answer.Kind.DONE,
            text=text.strip(),
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )
    ctx.save(case, state=State.DONE, closed_at=ctx.occurred_at)
    ctx.link(case, answer, "delivered")
    return answer


# --- the person's word ----------------------------------------------------------------------------
def _own(*states: str) -> Any:
    """The case was raised by the actor, and stands in one of these states."""

    def check(request: ActionRequest) -> None:
        case: Case = request.arguments["case"]
        actor = request.actor
        own = (
            case.organisation_id == actor.organisation
            if actor.kind is Kind.ORGANISATION
            else case.person_id is not None and case.person_id == actor.person
        )
        if not own:
            raise Refused("state", "not-yours", _("Only whoever raised the case can say this."))
        _in_state(case, states)

    return check


def _say(ctx: Context, case: Case, verdict: str, text: str, satisfied: str = "") -> Confirmation:
    if satisfied and satisfied not in Confirmation.Satisfied.values:
        raise BadInput("satisfied", _("Say satisfied, mostly, not, or leave it out."))
    said = ctx.save(
        Confirmation(
            case=case, verdict=verdict, text=text.strip(), satisfied=satisfied, at=ctx.occurred_at
        )
    )
    ctx.link(case, said, "confirmed")
    return said


@action(
    "cases.confirm_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("Yes, it is solved"),
    done=_("Solved, says who raised it"),
    subject="case",
    guard=_own(State.DONE, State.CLOSED, State.REFUSED),
)
def confirm_case(ctx: Context, case: Case, text: str = "", satisfied: str = "") -> Confirmation:
    """The matter is solved, in the eyes of whoever raised it."""
    confirmation = _say(ctx, case, Confirmation.Verdict.SOLVED, text, satisfied)
    ctx.save(case, state=State.CONFIRMED)
    return confirmation


@action(
    "cases.refuse_result",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("No, it is not solved"),
    done=_("Not solved, says who raised it"),
    subject="case",
    guard=_own(State.DONE, State.CLOSED),
)
def refuse_result(ctx: Context, case: Case, text: str, satisfied: str = "") -> Confirmation:
    """The matter is not solved: the body must take it up again."""
    if not text.strip():
        raise BadInput("text", _("Say what is still not right."))
    confirmation = _say(ctx, case, Confirmation.Verdict.NOT_SOLVED, text, satisfied)
    ctx.save(case, state=State.REFUSED, closed_at=None)
    return confirmation


@action(
    "cases.reopen_case",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="raise-cases",
    title=_("It came back: reopen"),
    done=_("Case reopened"),
    subject="case",
    guard=_own(State.CONFIRMED),
)
def reopen_case(ctx: Context, case: Case, text: str) -> Confirmation:
    """The matter came back after it had been confirmed."""
    if not text.strip():
        raise BadInput("text", _("Say what came back."))
    confirmation = _say(ctx, case, Confirmation.Verdict.REOPENED, text)
    ctx.save(case, state=State.OPEN, reopened=case.reopened + 1, closed_at=None)
    return confirmation
