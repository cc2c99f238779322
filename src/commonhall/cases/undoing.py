"""What becomes of cases, sources and categories when a review undoes what was done with them."""

from __future__ import annotations

from typing import Any

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside, stays
from commonhall.cases.cases.models import Answer, Case, Confirmation
from commonhall.cases.categories.models import Question, Route
from commonhall.cases.confidential.models import Look
from commonhall.cases.evidence.models import Evidence
from commonhall.cases.me_too.models import MeToo
from commonhall.cases.pictures.models import Picture
from commonhall.cases.sources.models import Candidate, Source
from commonhall.law.queries import due_day


@follows(Case)
def a_new_day(ctx: Context, case: Case) -> None:
    """A case that waits again with its body is answered by a new day, which the law gives."""
    if case.waits:
        case.again_on = due_day("answer-cases", ctx.today, case.category.code)


@set_aside(Source)
def no_source(ctx: Context, source: Source) -> bool:
    if source.state == Source.State.ENDED:
        return False
    source.state = Source.State.ENDED
    return True


@set_aside(Candidate)
def not_again(ctx: Context, candidate: Candidate) -> bool:
    """What was not found to be the source again counts as something else."""
    if candidate.state == Candidate.State.OTHER:
        return False
    candidate.state = Candidate.State.OTHER
    return True


@set_aside(Route)
def as_usual(ctx: Context, route: Route) -> bool:
    """The body that answers the category everywhere answers it here, too."""
    usual = route.category.body
    if usual is None or route.body_id == usual.pk:
        return False
    route.body = usual
    return True


@set_aside(Case)
def closed(ctx: Context, case: Case) -> bool:
    """A case that an alarm opened is over with it; what people raised is never closed by undoing something else."""
    if case.channel != Case.Channel.ALARM or not case.waits:
        return False
    case.state, case.before, case.closed_at = Case.State.CLOSED, "", ctx.occurred_at
    return True


@set_aside(Look)
def reads_no_more(ctx: Context, look: Look) -> bool:
    if look.ended_on is not None:
        return False
    look.ended_on = ctx.today
    return True


@set_aside(Question)
def asked_no_more(ctx: Context, question: Question) -> bool:
    if question.ended_on is not None:
        return False
    question.ended_on = ctx.today
    return True


@rests(Source)
def its_cases(source: Any) -> list[str]:
    return [case.ref for case in source.cases.order_by("pk")[:50]]


# What was said stays readable; what it did to the case is undone.
stays(Answer, Confirmation, Picture, Evidence, MeToo)
