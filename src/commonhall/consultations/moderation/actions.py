"""Moderation after the fact: hide for a published reason, appeal once, another body decides.

The same for statements of conversations and for comments on draft texts. Each has its own act, by whose
code the record knows it, and its own rows: the record committed to their shape, and rows made over into
others would no longer be what its entries name.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Words
from commonhall.actions.undoing import put_back
from commonhall.consultations.conversations.models import Moderation, Statement
from commonhall.consultations.conversations.participation import EVERYBODY
from commonhall.consultations.drafts.models import Comment, CommentAppeal
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.statements import search
from commonhall.consultations.statements.actions import State
from commonhall.core.refusals import Refused
from commonhall.people.bodies.models import Body

Said = Statement | Comment


def _where(words: Said) -> int:
    return words.asked_in.unit_id


def _author(words: Said) -> list[str]:
    return [
        f"people.person:{words.person_id}" if words.person_id else "",
        f"people.organisation:{words.organisation_id}" if words.organisation_id else "",
    ]


# --- hiding ---------------------------------------------------------------------------------------
_REASON = Choice(
    _("Reason"), choices=Hiding.Reason.choices, empty=_("Choose one of the published reasons.")
)


def _may_hide(_actor: Actor, words: Said) -> None:
    if isinstance(words, Statement):
        if words.state != Statement.State.SHOWN or words.reported:
            raise Refused(
                "state", "wrong-state", _("This statement is not shown, or is not one of ours.")
            )
        if words.conversation.state != State.OPEN:
            raise Refused(
                "state", "closed", _("The report is final. What it shows can no longer be changed.")
            )
    elif words.is_hidden:
        raise Refused("state", "wrong-state", _("This comment is already hidden."))
    found = words.hiding()
    if found is not None and found.verdict == Hiding.Verdict.OVERTURNED:
        raise Refused("state", "overturned", _("On appeal it was decided to show this."))


@action(
    "consultations.moderate_statement",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this statement"),
    done=_("Statement hidden by moderation"),
    place=_where,
    concerns=_author,
    allows=_may_hide,
)
def moderate_statement(
    ctx: Context,
    statement: Statement,
    reason: Annotated[str, _REASON],
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
    place=_where,
    concerns=_author,
    allows=_may_hide,
)
def hide_comment(ctx: Context, comment: Comment, reason: Annotated[str, _REASON]) -> Comment:
    """Hide a comment for one of the published reasons. Its author is told and may appeal once."""
    ctx.note(reason=reason)
    comment.hidden_for = reason
    comment.hidden_by_id = ctx.actor.body_id
    return ctx.save(comment)


# --- the appeal -----------------------------------------------------------------------------------
_WHY_SHOWN = Words(
    _("Why it should be shown"), most=1000, long=True, empty=_("Enter why it should be shown.")
)


def _may_appeal(actor: Actor, words: Said) -> None:
    if not words.said_by(actor):
        raise Refused("state", "not-yours", _("Only its author can appeal."))
    if not words.is_hidden:
        raise Refused("state", "wrong-state", _("This is not hidden."))
    found = words.hiding()
    if found is not None and found.appealed_at is not None:
        raise Refused(
            "state", "appealed", _("There has already been an appeal. You can only appeal once.")
        )


@action(
    "consultations.appeal_moderation",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against moderation"),
    allows=_may_appeal,
)
def appeal_moderation(
    ctx: Context, statement: Statement, text: Annotated[str, _WHY_SHOWN]
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
    allows=_may_appeal,
)
def appeal_comment(
    ctx: Context, comment: Comment, text: Annotated[str, _WHY_SHOWN]
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


# --- the decision ---------------------------------------------------------------------------------
_VERDICT = Choice(
    _("Decision"), choices=Hiding.Verdict.choices, empty=_("Choose whether it stays hidden.")
)
_WHY = Words(_("Why"), most=1000, long=True, empty=_("Enter the reasons."))


def _another_body(actor: Actor, words: Said) -> None:
    found = words.hiding()
    if found is None or found.appealed_at is None or found.verdict:
        raise Refused("state", "wrong-state", _("There is no appeal waiting here."))
    if actor.body in (found.body_id, words.asked_in.body_id):
        raise Refused(
            "state",
            "same-body",
            _("Another body decides: neither the one that hid it nor the one that is asking."),
        )


@action(
    "consultations.decide_statement_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against moderation decided"),
    place=_where,
    concerns=_author,
    allows=_another_body,
)
def decide_statement_appeal(
    ctx: Context,
    statement: Statement,
    verdict: Annotated[str, _VERDICT],
    text: Annotated[str, _WHY],
) -> Hiding:
    """Uphold the moderation, or show the statement again, with the reason."""
    return _decide(ctx, statement, verdict, text)


@action(
    "consultations.decide_comment_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against a hidden comment decided"),
    place=_where,
    concerns=_author,
    allows=_another_body,
)
def decide_comment_appeal(
    ctx: Context,
    comment: Comment,
    verdict: Annotated[str, _VERDICT],
    text: Annotated[str, _WHY],
) -> Hiding:
    """Leave the comment hidden, or show it again, with the reason."""
    return _decide(ctx, comment, verdict, text)


def _decide(ctx: Context, words: Said, verdict: str, text: str) -> Hiding:
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
    found.answer = text
    found.decided_by = Body.objects.get(pk=ctx.actor.body_id)
    found.decided_at = ctx.occurred_at
    return ctx.save(found)
