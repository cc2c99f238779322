"""Moderation after the fact: hide for a published reason, appeal once, another body decides.

The same for statements of conversations, comments on draft texts and initiatives. Each has its own act, by whose
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
from commonhall.consultations.initiatives.models import Initiative, InitiativeAppeal
from commonhall.consultations.initiatives.search import index_initiative
from commonhall.consultations.initiatives.signing_actions import oblige_if_enough
from commonhall.consultations.moderation.models import Hiding
from commonhall.consultations.statements import search
from commonhall.consultations.statements.actions import State
from commonhall.core.refusals import Refused
from commonhall.people.bodies.models import Body

Said = Statement | Comment | Initiative


# An initiative that has ended is not hidden any more: the answer stands beside what was asked.
HIDEABLE = (Initiative.State.OPEN, Initiative.State.REACHED)


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
        raise Refused("state", "wrong-state", _("This is already hidden."))
    elif isinstance(words, Initiative) and words.state not in HIDEABLE:
        raise Refused(
            "state", "over", _("This has ended. What was signed and answered stays as it is.")
        )
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


@action(
    "consultations.hide_initiative",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Hide this initiative"),
    done=_("Initiative hidden by moderation"),
    place=_where,
    concerns=_author,
    allows=_may_hide,
)
def hide_initiative(
    ctx: Context, initiative: Initiative, reason: Annotated[str, _REASON]
) -> Initiative:
    """Hide its words for one of the published reasons; nobody can sign meanwhile. Whoever began it is told and may appeal
    once. Days that it was wrongly hidden are given back."""
    ctx.note(reason=reason)
    initiative.hidden_for, initiative.hidden_on = reason, ctx.today
    initiative.hidden_by_id = ctx.actor.body_id
    made = ctx.save(initiative)
    index_initiative(made)
    return made


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


@action(
    "consultations.appeal_hidden_initiative",
    by=(Kind.PERSON, Kind.ORGANISATION),
    right="take-part-in-conversations",
    title=_("Appeal: it should be shown"),
    done=_("Appeal against a hidden initiative"),
    allows=_may_appeal,
)
def appeal_hidden_initiative(
    ctx: Context, initiative: Initiative, text: Annotated[str, _WHY_SHOWN]
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


@action(
    "consultations.decide_initiative_appeal",
    by=Kind.OFFICE,
    power="review-moderation",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Decide the appeal"),
    done=_("Appeal against a hidden initiative decided"),
    place=_where,
    concerns=_author,
    allows=_another_body,
)
def decide_initiative_appeal(
    ctx: Context,
    initiative: Initiative,
    verdict: Annotated[str, _VERDICT],
    text: Annotated[str, _WHY],
) -> Hiding:
    """Leave the initiative hidden, or show it again, with the reason."""
    return _decide(ctx, initiative, verdict, text)


def _shown_again(ctx: Context, initiative: Initiative) -> None:
    """The days that it was hidden are given back; what counted meanwhile may be enough."""
    hidden_on = initiative.hidden_on or ctx.today
    initiative.closes_on += ctx.today - hidden_on
    initiative.hidden_for, initiative.hidden_by, initiative.hidden_on = "", None, None
    ctx.save(initiative)
    index_initiative(initiative)
    oblige_if_enough(ctx, initiative)


def _decide(ctx: Context, words: Said, verdict: str, text: str) -> Hiding:
    found = words.hiding()
    assert found is not None
    if verdict == Hiding.Verdict.OVERTURNED:
        if isinstance(words, Statement):
            words.state = Statement.State.SHOWN
            ctx.save(words)
            search.index_statements([words])
        elif isinstance(words, Initiative):
            _shown_again(ctx, words)
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
