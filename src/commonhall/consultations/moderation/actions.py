"""Moderation after the fact: hide for a published reason, appeal once, another body decides.

The same for statements of conversations, comments on draft texts and initiatives. Each has its own act, by whose
code the record knows it, and its own rows: the record committed to their shape, and rows made over into
others would no longer be what its entries name.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.undoing import put_back
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.drafts.models import Comment, CommentAppeal
from commonhall.consultations.initiatives.models import Initiative, InitiativeAppeal
from commonhall.consultations.initiatives.search import index_initiative
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
from commonhall.consultations.statements import search


# --- hiding ---------------------------------------------------------------------------------------
@action(
    "consultations.moderate_statement",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this statement"),
    done=_("Statement hidden by moderation"),
    place=where,
    concerns=author,
    allows=may_hide,
)
def moderate_statement(
    ctx: Context,
    statement: Statement,
    reason: Annotated[str, REASON],
    note: Annotated[str, Words(_("Note to the author"), most=500, long=True)] = "",
) -> Moderation:
    """Hide a statement for one of the published reasons. Its author is told and may appeal once."""
    statement.state = Statement.State.HIDDEN
    ctx.save(statement)
    search.index_statements([statement])
    ctx.note(reason=reason)
    return ctx.save(
        Moderation(
            statement=statement,
            reason=reason,
            note=note,
            body_id=ctx.actor.body_id,
            at=ctx.occurred_at,
        )
    )


@action(
    "consultations.hide_comment",
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
def hide_comment(ctx: Context, comment: Comment, reason: Annotated[str, REASON]) -> Comment:
    """Hide a comment for one of the published reasons. Its author is told and may appeal once."""
    ctx.note(reason=reason)
    comment.hidden_for = reason
    comment.hidden_by_id = ctx.actor.body_id
    return ctx.save(comment)


@action(
    "consultations.hide_initiative",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this initiative"),
    done=_("Initiative hidden by moderation"),
    place=where,
    concerns=author,
    allows=may_hide,
)
def hide_initiative(
    ctx: Context, initiative: Initiative, reason: Annotated[str, REASON]
) -> Initiative:
    """Hide its words for one of the published reasons; nobody can sign meanwhile. The person who began it is told
    and may appeal once. Days that it was wrongly hidden are given back."""
    ctx.note(reason=reason)
    initiative.hidden_for, initiative.hidden_on = reason, ctx.today
    initiative.hidden_by_id = ctx.actor.body_id
    made = ctx.save(initiative)
    index_initiative(made)
    return made


# --- the appeal -----------------------------------------------------------------------------------
@action(
    "consultations.appeal_moderation",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against moderation"),
    allows=may_appeal,
)
def appeal_moderation(
    ctx: Context, statement: Statement, text: Annotated[str, WHY_SHOWN]
) -> Moderation:
    """Ask another body to look at it again; once."""
    found = statement.hiding()
    assert found is not None
    found.appeal = text
    found.appealed_at = ctx.occurred_at
    return ctx.save(found)


@action(
    "consultations.appeal_comment",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against a hidden comment"),
    allows=may_appeal,
)
def appeal_comment(
    ctx: Context, comment: Comment, text: Annotated[str, WHY_SHOWN]
) -> CommentAppeal:
    """Ask another body to look at it again; once."""
    assert comment.hidden_by is not None
    return ctx.save(
        CommentAppeal(
            comment=comment,
            reason=comment.hidden_for,
            body=comment.hidden_by,
            text=text,
            at=ctx.occurred_at,
        )
    )


@action(
    "consultations.appeal_hidden_initiative",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against a hidden initiative"),
    allows=may_appeal,
)
def appeal_hidden_initiative(
    ctx: Context, initiative: Initiative, text: Annotated[str, WHY_SHOWN]
) -> InitiativeAppeal:
    """Ask another body to look at it again; once."""
    assert initiative.hidden_by is not None
    return ctx.save(
        InitiativeAppeal(
            initiative=initiative,
            reason=initiative.hidden_for,
            body=initiative.hidden_by,
            text=text,
            at=ctx.occurred_at,
        )
    )


# --- the decision ---------------------------------------------------------------------------------
@action(
    "consultations.decide_statement_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against moderation decided"),
    place=where,
    concerns=author,
    allows=another_body,
)
def decide_statement_appeal(
    ctx: Context,
    statement: Statement,
    verdict: Annotated[str, VERDICT],
    text: Annotated[str, WHY],
) -> Hiding:
    """Uphold the moderation, or show the statement again, with the reason."""
    return decide(ctx, statement, verdict, text)


@action(
    "consultations.decide_comment_appeal",
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
def decide_comment_appeal(
    ctx: Context,
    comment: Comment,
    verdict: Annotated[str, VERDICT],
    text: Annotated[str, WHY],
) -> Hiding:
    """Leave the comment hidden, or show it again, with the reason."""
    return decide(ctx, comment, verdict, text)


@action(
    "consultations.decide_initiative_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against a hidden initiative decided"),
    place=where,
    concerns=author,
    allows=another_body,
)
def decide_initiative_appeal(
    ctx: Context,
    initiative: Initiative,
    verdict: Annotated[str, VERDICT],
    text: Annotated[str, WHY],
) -> Hiding:
    """Leave the initiative hidden, or show it again, with the reason."""
    return decide(ctx, initiative, verdict, text)
