"""Moderation after the fact: hide for a published reason, appeal once, another body decides.

The same for statements of conversations and for comments on draft texts. Each has its own act, by whose
code the record knows it, and its own rows: the record committed to their shape, and rows made over into
others would no longer be what its entries name.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.drafts.models import Comment, CommentAppeal
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.statements import search
from commonhall.consultations.statements.actions import State
from commonhall.core.refusals import BadInput, Refused
from commonhall.people.bodies.models import Body

Words = Statement | Comment


def _words(request: ActionRequest) -> Words:
    found: Words = request.arguments[request.action.subject]
    return found


def _where(**arguments: Any) -> int:
    words: Words = arguments.get("statement") or arguments["comment"]
    return words.asked_in.unit_id


def _author(**arguments: Any) -> list[str]:
    words: Words = arguments.get("statement") or arguments["comment"]
    return [
        f"people.person:{words.person_id}" if words.person_id else "",
        f"people.organisation:{words.organisation_id}" if words.organisation_id else "",
    ]


# --- hiding ---------------------------------------------------------------------------------------
def _may_hide(request: ActionRequest) -> None:
    words = _words(request)
    if isinstance(words, Statement):
        if words.state != Statement.State.SHOWN or words.reported:
            raise Refused("state", "wrong-state", _("This statement is not shown, or not ours."))
        if words.conversation.state != State.OPEN:
            raise Refused(
                "state", "closed", _("The report is frozen: what it shows is changed no more.")
            )
    elif words.is_hidden:
        raise Refused("state", "wrong-state", _("This comment is hidden already."))
    found = words.hiding()
    if found is not None and found.verdict == Hiding.Verdict.OVERTURNED:
        raise Refused("state", "overturned", _("On appeal it was decided that this is shown."))


def _check_reason(reason: str) -> None:
    if reason not in Hiding.Reason.values:
        raise BadInput("reason", _("Choose one of the published reasons."))


@action(
    "consultations.moderate_statement",
    by=Kind.OFFICE,
    power="moderate-conversations",
    title=_("Hide this statement"),
    done=_("Statement hidden by moderation"),
    subject="statement",
    place=_where,
    concerns=_author,
    guard=_may_hide,
)
def moderate_statement(
    ctx: Context, statement: Statement, reason: str, note: str = ""
) -> Moderation:
    """Hide a statement for one of the published reasons. Its author is told and may appeal once."""
    _check_reason(reason)
    statement.state = Statement.State.HIDDEN
    ctx.save(statement)
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


@action(
    "consultations.hide_comment",
    by=Kind.OFFICE,
    power="moderate-conversations",
    title=_("Hide this comment"),
    done=_("Comment hidden by moderation"),
    subject="comment",
    place=_where,
    concerns=_author,
    guard=_may_hide,
)
def hide_comment(ctx: Context, comment: Comment, reason: str) -> Comment:
    """Hide a comment for one of the published reasons. Its author is told and may appeal once."""
    _check_reason(reason)
    ctx.note(reason=reason)
    comment.hidden_for = reason
    comment.hidden_by_id = ctx.actor.body_id
    return ctx.save(comment)


# --- the appeal -----------------------------------------------------------------------------------
def _may_appeal(request: ActionRequest) -> None:
    words = _words(request)
    if not words.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever wrote it can appeal."))
    if not words.is_hidden:
        raise Refused("state", "wrong-state", _("This is not hidden."))
    found = words.hiding()
    if found is not None and found.appealed_at is not None:
        raise Refused("state", "appealed", _("An appeal was made already; there is one."))


def _reasoned(text: str) -> str:
    if not text.strip():
        raise BadInput("text", _("Say why it should be shown."))
    return text.strip()[:1000]


@action(
    "consultations.appeal_moderation",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against moderation"),
    subject="statement",
    guard=_may_appeal,
)
def appeal_moderation(ctx: Context, statement: Statement, text: str) -> Moderation:
    """Ask another body to look at it again; once."""
    found = statement.hiding()
    assert found is not None
    found.appeal = _reasoned(text)
    found.appealed_at = ctx.occurred_at
    return ctx.save(found)


@action(
    "consultations.appeal_comment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against a hidden comment"),
    subject="comment",
    guard=_may_appeal,
)
def appeal_comment(ctx: Context, comment: Comment, text: str) -> CommentAppeal:
    """Ask another body to look at it again; once."""
    assert comment.hidden_by is not None
    return ctx.save(
        CommentAppeal(
            comment=comment,
            reason=comment.hidden_for,
            body=comment.hidden_by,
            text=_reasoned(text),
            at=ctx.occurred_at,
        )
    )


# --- the decision ---------------------------------------------------------------------------------
def _another_body(request: ActionRequest) -> None:
    words = _words(request)
    found = words.hiding()
    if found is None or found.appealed_at is None or found.verdict:
        raise Refused("state", "wrong-state", _("No appeal is waiting here."))
    if request.actor.body in (found.body_id, words.asked_in.body_id):
        raise Refused(
            "state",
            "same-body",
            _("Another body decides: not the one that hid it, nor the one that asks."),
        )


@action(
    "consultations.decide_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    title=_("Decide the appeal"),
    done=_("Appeal against moderation decided"),
    subject="statement",
    place=_where,
    concerns=_author,
    guard=_another_body,
)
def decide_appeal(ctx: Context, statement: Statement, verdict: str, text: str) -> Hiding:
    """Uphold the moderation, or show the statement again, with the reason."""
    return _decide(ctx, statement, verdict, text)


@action(
    "consultations.decide_comment_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    title=_("Decide the appeal"),
    done=_("Appeal against a hidden comment decided"),
    subject="comment",
    place=_where,
    concerns=_author,
    guard=_another_body,
)
def decide_comment_appeal(ctx: Context, comment: Comment, verdict: str, text: str) -> Hiding:
    """Leave the comment hidden, or show it again, with the reason."""
    return _decide(ctx, comment, verdict, text)


def _decide(ctx: Context, words: Words, verdict: str, text: str) -> Hiding:
    if verdict not in Hiding.Verdict.values:
        raise BadInput("verdict", _("Choose whether it stays hidden."))
    if not text.strip():
        raise BadInput("text", _("Say why."))
    found = words.hiding()
    assert found is not None
    if verdict == Hiding.Verdict.OVERTURNED:
        if isinstance(words, Statement):
            words.state = Statement.State.SHOWN
            ctx.save(words)
            search.index_statements([words])
        else:
            words.hidden_for = ""
            words.hidden_by = None
            ctx.save(words)
    ctx.note(verdict=verdict)
    found.verdict = verdict
    found.answer = text.strip()[:1000]
    found.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    found.decided_at = ctx.occurred_at
    return ctx.save(found)
