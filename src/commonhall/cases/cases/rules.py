"""What the actions on cases share: whose case it is, in which state, and how an answer or a word is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.cases.cases import search
from commonhall.cases.cases.models import WAITING, Answer, Case, Confirmation
from commonhall.core.refusals import Refused
from commonhall.law.promises import ledger
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

# Doors without a session: a link in a letter, a reply by e-mail.
BY_POST = ("letter", "mail")


def parties(case: Case) -> list[str]:
    """Whose interests recuse: whoever raised it, and the place."""
    refs = [f"people.person:{case.person_id}" if case.person_id else "", Unit.ref_of(unit_of(case))]
    if case.organisation_id:
        refs.append(f"people.organisation:{case.organisation_id}")
    return refs


def unit_of(case: Case) -> int:
    return case.exact_unit_id or case.unit_id


def own_body(actor: Actor, case: Case) -> None:
    """The case is with the actor's body."""
    if case.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body is now responsible for this case."))


def own_body_while(*states: str) -> Callable[[Actor, Case], None]:
    """The case is with the actor's body, in one of these states."""

    def check(actor: Actor, case: Case) -> None:
        own_body(actor, case)
        in_state(case, states)

    return check


def in_state(case: Case, states: tuple[str, ...]) -> None:
    if case.state not in states:
        raise Refused(
            "state", "wrong-state", _("You cannot do this while the case is in its current state.")
        )


IN_WORK = own_body_while(*WAITING)


def raised_by(actor: Actor, case: Case) -> bool:
    """Is the actor the one who raised the case?"""
    if actor.kind is Kind.ORGANISATION:
        return case.organisation_id == actor.organisation
    return case.person_id is not None and case.person_id == actor.person


def own_while(*states: str) -> Callable[[Actor, Case], None]:
    """The case was raised by the actor, and stands in one of these states."""

    def check(actor: Actor, case: Case) -> None:
        if not raised_by(actor, case):
            raise Refused(
                "state", "not-yours", _("Only the person who raised the case can say this.")
            )
        in_state(case, states)

    return check


def answer(ctx: Context, case: Case, kind: str, text: str, **more: Any) -> Answer:
    """Keep what the body said."""
    body = more.pop("body_id", ctx.actor.body_id)
    return ctx.save(
        Answer(case=case, kind=kind, text=text, body_id=body, at=ctx.occurred_at, **more)
    )


def answered(ctx: Context, case: Case, state: str) -> None:
    """The body has answered: the case stands in `state`, and nobody else is waited for."""
    case.state, case.before, case.again_on = state, "", None
    ctx.save(case)


def promised(ctx: Context, case: Case, day: date | None, reason: str) -> None:
    """The body gives its word for a day: it enters the ledger, where the first day stays what counts."""
    if day is not None:
        case.promised_on = day
        ledger.make(ctx, case, "case", body=case.body_id, unit=case.unit_id, day=day, reason=reason)


def wait(ctx: Context, case: Case, state: str) -> None:
    """The body waits for somebody else; how the case stood before is kept."""
    case.before, case.state = case.before or case.state, state
    ctx.save(case)


def hand_over(ctx: Context, case: Case, to: Body) -> None:
    """Another body answers now, by the same day; who worked on it there is for that body to say."""
    case.body, case.assigned, case.disputed_to = to, None, None
    case.state, case.before = Case.State.OPEN, ""
    search.index([ctx.save(case)])


def say(ctx: Context, case: Case, verdict: str, text: str, satisfied: str = "") -> Confirmation:
    """Keep what whoever raised it says. That it came by a link in a letter, or by e-mail, is on the entry."""
    if ctx.door in BY_POST:
        ctx.note(channel=ctx.door)
    return ctx.save(
        Confirmation(case=case, verdict=verdict, text=text, satisfied=satisfied, at=ctx.occurred_at)
    )
