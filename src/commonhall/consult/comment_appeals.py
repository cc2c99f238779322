"""A comment on a draft text was hidden: its author appeals once, another body decides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.consult.acts import EVERYBODY
from commonhall.consult.models import Comment, CommentAppeal, Moderation
from commonhall.people.models import Body


def _author(comment: Comment, **_arguments: Any) -> list[str]:
    return [
        f"people.person:{comment.person_id}" if comment.person_id else "",
        f"people.organisation:{comment.organisation_id}" if comment.organisation_id else "",
    ]


def appeal_of(comment: Comment) -> CommentAppeal | None:
    rows = CommentAppeal.objects.filter(comment=comment).select_related("body", "decided_by")
    found: CommentAppeal | None = rows.first()
    return found


def _may_appeal(request: ActRequest) -> None:
    comment: Comment = request.arguments["comment"]
    if not comment.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever wrote the comment can appeal."))
    if CommentAppeal.objects.filter(comment=comment).exists():
        raise Refused("state", "appealed", _("An appeal was made already; there is one."))
    if not comment.hidden_for:
        raise Refused("state", "wrong-state", _("This comment is not hidden."))


@act(
    "consult.appeal_comment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against a hidden comment"),
    subject="comment",
    guard=_may_appeal,
)
def appeal_comment(ctx: Context, comment: Comment, text: str) -> CommentAppeal:
    """Ask another body to look at it again; once."""
    if not text.strip():
        raise BadInput("text", _("Say why it should be shown."))
    assert comment.hidden_by is not None
    return ctx.save(
        CommentAppeal(
            comment=comment,
            reason=comment.hidden_for,
            body=comment.hidden_by,
            text=text.strip()[:1000],
            at=ctx.occurred_at,
        )
    )


def _another_body(request: ActRequest) -> None:
    comment: Comment = request.arguments["comment"]
    found = appeal_of(comment)
    if found is None or found.verdict:
        raise Refused("state", "wrong-state", _("No appeal is waiting here."))
    if request.actor.body in (found.body_id, comment.paragraph.draft.body_id):
        raise Refused(
            "state",
            "same-body",
            _("Another body decides: not the one that hid it, nor the one that asks."),
        )


@act(
    "consult.decide_comment_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    title=_("Decide the appeal"),
    done=_("Appeal against a hidden comment decided"),
    subject="comment",
    place=lambda comment, **_arguments: comment.paragraph.draft.unit_id,
    concerns=_author,
    guard=_another_body,
)
def decide_comment_appeal(ctx: Context, comment: Comment, verdict: str, text: str) -> CommentAppeal:
    """Leave the comment hidden, or show it again, with the reason."""
    if verdict not in Moderation.Verdict.values:
        raise BadInput("verdict", _("Choose whether it stays hidden."))
    if not text.strip():
        raise BadInput("text", _("Say why."))
    found = appeal_of(comment)
    assert found is not None
    if verdict == Moderation.Verdict.OVERTURNED:
        ctx.save(comment, hidden_for="", hidden_by=None)
    ctx.note(verdict=verdict)
    return ctx.save(
        found,
        verdict=verdict,
        answer=text.strip()[:1000],
        decided_by=Body.objects.get(pk=ctx.actor.body_id),
        decided_at=ctx.occurred_at,
    )
