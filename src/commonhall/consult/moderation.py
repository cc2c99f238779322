"""Moderation after the fact: hide for a published reason, appeal once, another body decides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.consult import search
from commonhall.consult.acts import EVERYBODY, State
from commonhall.consult.models import Moderation, Statement
from commonhall.people.models import Body


def _where_statement(statement: Statement, **_arguments: Any) -> int:
    return statement.conversation.unit_id


def _author(statement: Statement, **_arguments: Any) -> list[str]:
    return [
        f"people.person:{statement.person_id}" if statement.person_id else "",
        f"people.organisation:{statement.organisation_id}" if statement.organisation_id else "",
    ]


def _shown_statement(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    if statement.state != Statement.State.SHOWN or statement.reported:
        raise Refused("state", "wrong-state", _("This statement is not shown, or not ours."))
    if statement.conversation.state != State.OPEN:
        raise Refused(
            "state", "closed", _("The report is frozen: what it shows is changed no more.")
        )
    if statement.moderations.filter(verdict=Moderation.Verdict.OVERTURNED).exists():
        raise Refused("state", "overturned", _("On appeal it was decided that this is shown."))


@act(
    "consult.moderate_statement",
    by=Kind.OFFICE,
    power="moderate-conversations",
    title=_("Hide this statement"),
    done=_("Statement hidden by moderation"),
    subject="statement",
    place=_where_statement,
    concerns=_author,
    guard=_shown_statement,
)
def moderate_statement(
    ctx: Context, statement: Statement, reason: str, note: str = ""
) -> Moderation:
    """Hide a statement for one of the published reasons. Its author is told and may appeal once."""
    if reason not in Moderation.Reason.values:
        raise BadInput("reason", _("Choose one of the published reasons."))
    ctx.save(statement, state=Statement.State.HIDDEN)
    search.index_statements([statement])
    ctx.note(reason=reason)
    return ctx.save(
        Moderation(
            statement=statement,
            reason=reason,
            note=note.strip()[:500],
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )


def _may_appeal(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    if not statement.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever wrote the statement can appeal."))
    found = last_moderation(statement)
    if statement.state != Statement.State.HIDDEN or found is None:
        raise Refused("state", "wrong-state", _("This statement is not hidden."))
    if found.appealed_at is not None:
        raise Refused("state", "appealed", _("An appeal was made already; there is one."))


def last_moderation(statement: Statement) -> Moderation | None:
    found: Moderation | None = (
        statement.moderations.select_related("body", "decided_by").order_by("-pk").first()
    )
    return found


@act(
    "consult.appeal_moderation",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against moderation"),
    subject="statement",
    guard=_may_appeal,
)
def appeal_moderation(ctx: Context, statement: Statement, text: str) -> Moderation:
    """Ask another body to look at it again; once."""
    if not text.strip():
        raise BadInput("text", _("Say why it should be shown."))
    found = last_moderation(statement)
    assert found is not None
    return ctx.save(found, appeal=text.strip()[:1000], appealed_at=ctx.occurred_at)


def _another_body(request: ActRequest) -> None:
    statement: Statement = request.arguments["statement"]
    found = last_moderation(statement)
    if found is None or found.appealed_at is None or found.verdict:
        raise Refused("state", "wrong-state", _("No appeal is waiting here."))
    if request.actor.body in (found.body_id, statement.conversation.body_id):
        raise Refused(
            "state",
            "same-body",
            _("Another body decides: not the one that hid it, nor the one that asks."),
        )


@act(
    "consult.decide_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    title=_("Decide the appeal"),
    done=_("Appeal against moderation decided"),
    subject="statement",
    place=_where_statement,
    concerns=_author,
    guard=_another_body,
)
def decide_appeal(ctx: Context, statement: Statement, verdict: str, text: str) -> Moderation:
    """Uphold the moderation, or show the statement again, with the reason."""
    if verdict not in Moderation.Verdict.values:
        raise BadInput("verdict", _("Choose whether it stays hidden."))
    if not text.strip():
        raise BadInput("text", _("Say why."))
    found = last_moderation(statement)
    assert found is not None
    if verdict == Moderation.Verdict.OVERTURNED:
        ctx.save(statement, state=Statement.State.SHOWN)
        search.index_statements([statement])
    ctx.note(verdict=verdict)
    return ctx.save(
        found,
        verdict=verdict,
        answer=text.strip()[:1000],
        decided_by=Body.objects.get(pk=ctx.actor.body_id),
        decided_at=ctx.occurred_at,
    )
