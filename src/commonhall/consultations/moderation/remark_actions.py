"""Moderation of comments in debates: hide, appeal once, another body decides."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.undoing import put_back
from commonhall.consultations.comments.actions import DEBATE
from commonhall.consultations.comments.models import Remark, RemarkAppeal
from commonhall.consultations.comments.search import index_remark
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.moderation.judging import (
    REASON,
    VERDICT,
    WHY,
    WHY_SHOWN,
    another_body,
    author,
    decide,
    may_appeal,
    may_hide,
    where,
)
from commonhall.consultations.moderation.models import Hiding


@action(
    "consultations.hide_remark",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this comment"),
    done=_("Comment hidden by moderation"),
    place=where,
    concerns=author,
    allows=may_hide,
)
def hide_remark(ctx: Context, remark: Remark, reason: Annotated[str, REASON]) -> Remark:
    """Hide a comment for one of the published reasons. Its words are kept under seal. Its writer is told and may appeal
    once; replies stay."""
    ctx.note(reason=reason)
    remark.hidden_for, remark.hidden_at = reason, ctx.occurred_at
    remark.hidden_by_id = ctx.actor.body_id
    made = ctx.save(remark)
    index_remark(made)
    return made


@action(
    "consultations.appeal_hidden_remark",
    by=EVERYBODY,
    right=DEBATE,
    title=_("Appeal: it should be shown"),
    done=_("Appeal against a hidden comment"),
    allows=may_appeal,
)
def appeal_hidden_remark(
    ctx: Context, remark: Remark, text: Annotated[str, WHY_SHOWN]
) -> RemarkAppeal:
    """Ask another body to look at it again; once."""
    assert remark.hidden_by is not None
    return ctx.save(
        RemarkAppeal(
            remark=remark,
            reason=remark.hidden_for,
            body=remark.hidden_by,
            text=text,
            at=ctx.occurred_at,
        )
    )


@action(
    "consultations.decide_remark_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against a hidden comment decided"),
    place=where,
    concerns=author,
    allows=another_body,
)
def decide_remark_appeal(
    ctx: Context,
    remark: Remark,
    verdict: Annotated[str, VERDICT],
    text: Annotated[str, WHY],
) -> Hiding:
    """Leave the comment hidden, or show it again, with the reason."""
    return decide(ctx, remark, verdict, text)
