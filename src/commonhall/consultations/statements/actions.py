"""What may be done with statements."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.conversations.participation import EVERYBODY, join, running
from commonhall.consultations.speakers import spoken_by
from commonhall.consultations.statements import search, votes
from commonhall.core import rate_limits
from commonhall.core.refusals import BadInput, Refused
from commonhall.ui import fold

LONGEST = 400
RECOMMENDED = 140
State = Conversation.State


@action(
    "consultations.write_statement",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Write a statement"),
    done=_("Statement written"),
    subject="conversation",
    guard=running,
)
def write_statement(ctx: Context, conversation: Conversation, text: str) -> Statement:
    """Say one thing others can agree or disagree with. Whoever writes it is counted as agreeing."""
    check_words(text)
    if not rate_limits.allowed("consultations.write_statement", ctx.actor.ref):
        raise Refused(
            "rate", "too-many", _("That was a lot in an hour. Please go on a little later.")
        )
    wanted = fold.index_text(text)
    for row in conversation.statements.filter(state=Statement.State.SHOWN).only("text"):
        if fold.index_text(row.text) == wanted:
            raise BadInput("text", _("Somebody has said exactly this; vote on that statement."))
    participant = join(ctx, conversation)
    made = write(ctx, conversation, text)
    votes.put(participant, made, 1)
    ctx.follow(made, ctx.actor.account)
    ctx.follow(conversation, ctx.actor.account)
    return made


def check_words(text: str) -> None:
    """A statement is one short line."""
    if not text.strip():
        raise BadInput("text", _("A statement needs words."))
    if len(text.strip()) > LONGEST:
        message = _("At most %(most)d signs; %(good)d read best. One statement says one thing.")
        raise BadInput("text", message % {"most": LONGEST, "good": RECOMMENDED})


def write(ctx: Context, conversation: Conversation, text: str) -> Statement:
    made = ctx.save(
        Statement(
            conversation=conversation,
            text=" ".join(text.split()),
            at=ctx.occurred_at,
            **spoken_by(ctx.actor),
        )
    )
    search.index_statements([made])
    return made


def _own_statement(request: ActionRequest) -> None:
    statement: Statement = request.arguments["statement"]
    if not statement.said_by(request.actor):
        raise Refused("state", "not-yours", _("Only whoever wrote the statement can do this."))
    if statement.state != Statement.State.SHOWN or statement.conversation.state != State.OPEN:
        raise Refused(
            "state", "wrong-state", _("The statement's present state does not allow this.")
        )


@action(
    "consultations.withdraw_statement",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Withdraw my statement"),
    done=_("Statement withdrawn by its author"),
    subject="statement",
    guard=_own_statement,
)
def withdraw_statement(ctx: Context, statement: Statement) -> Statement:
    """Take one's own statement back while the conversation runs; its votes no longer count."""
    statement.state = Statement.State.WITHDRAWN
    ctx.save(statement)
    search.index_statements([statement])
    return statement
