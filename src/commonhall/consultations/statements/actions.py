"""What may be done with statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.conversations.participation import EVERYBODY, join, running
from commonhall.consultations.speakers import spoken_by
from commonhall.consultations.statements import search, vote_rows
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
    allows=running,
    limit="consultations.write_statement",
)
def write_statement(
    ctx: Context,
    conversation: Conversation,
    text: Annotated[
        str,
        Words(
            _("Your statement"),
            _(
                "One thought, not a question. About 140 characters is easiest to read. You cannot edit it later."
            ),
            most=LONGEST,
            long=True,
            empty=_("Enter a statement."),
        ),
    ],
) -> Statement:
    """Write one thing others can agree or disagree with. You are counted as agreeing."""
    wanted = fold.index_text(text)
    for row in conversation.statements.filter(state=Statement.State.SHOWN).only("text"):
        if fold.index_text(row.text) == wanted:
            raise BadInput(
                "text", _("Somebody has already said exactly this. Vote on that statement.")
            )
    participant = join(ctx, conversation)
    made = write(ctx, conversation, text)
    vote_rows.put(participant, made, 1)
    ctx.follow(made, ctx.actor.account)
    ctx.follow(conversation, ctx.actor.account)
    return made


def check_lines(name: str, texts: Sequence[str]) -> None:
    """Statements given as lines: each is short. name: the input they stand in."""
    if any(not text.strip() for text in texts):
        raise BadInput(name, _("Enter a statement."))
    if any(len(text.strip()) > LONGEST for text in texts):
        message = _(
            "Up to %(most)d characters. About %(good)d is easiest to read. Say one thing per statement."
        )
        raise BadInput(name, message % {"most": LONGEST, "good": RECOMMENDED})


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


def _own_while_shown(actor: Actor, statement: Statement) -> None:
    if not statement.said_by(actor):
        raise Refused("state", "not-yours", _("Only the author of the statement can do this."))
    if statement.state != Statement.State.SHOWN or statement.conversation.state != State.OPEN:
        raise Refused(
            "state",
            "wrong-state",
            _("You cannot do this while the statement is in its current state."),
        )


@action(
    "consultations.withdraw_statement",
    by=EVERYBODY,
    right="take-part-in-conversations",
    title=_("Withdraw my statement"),
    done=_("Statement withdrawn by its author"),
    allows=_own_while_shown,
)
def withdraw_statement(ctx: Context, statement: Statement) -> Statement:
    """Take one's own statement back while the conversation runs; its votes no longer count."""
    statement.state = Statement.State.WITHDRAWN
    ctx.save(statement)
    search.index_statements([statement])
    return statement
