"""Twin statements: two that say the same, such as in two languages, are joined into one."""

from __future__ import annotations

from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Pick
from commonhall.actions.undoing import put_back
from commonhall.consultations.conversations.models import Statement
from commonhall.consultations.moderation.judging import author, where
from commonhall.consultations.statements import search
from commonhall.consultations.statements.actions import State
from commonhall.core.refusals import Refused


def _others(statement: Statement) -> QuerySet[Statement]:
    """The statements of the same conversation that it may be joined with."""
    rows = Statement.objects.filter(
        conversation=statement.conversation_id, state=Statement.State.SHOWN
    )
    return rows.exclude(pk=statement.pk).order_by("pk")


def _may_join(_actor: Actor, statement: Statement) -> None:
    if statement.state != Statement.State.SHOWN or statement.reported:
        raise Refused(
            "state", "wrong-state", _("This statement is not shown, or is not one of ours.")
        )
    if statement.conversation.state != State.OPEN:
        raise Refused(
            "state", "closed", _("The report is final. What it shows can no longer be changed.")
        )
    if Statement.objects.filter(joined_to=statement).exists():
        raise Refused(
            "state",
            "has-twins",
            _("Others were joined with this statement. Join the other one with it instead."),
        )


@action(
    "consultations.join_statement",
    by=Kind.OFFICE,
    power="moderate-conversations",
    any_body=exemptions.MODERATED,
    undo=put_back,
    title=_("Join with its twin"),
    done=_("Statement joined with its twin"),
    place=where,
    concerns=author,
    allows=_may_join,
)
def join_statement(
    ctx: Context,
    statement: Statement,
    into: Annotated[
        Statement,
        Pick(
            _("The statement that says the same"),
            _("In other words or in another language. It goes on; both texts are shown with it."),
            rows_of=_others,
            empty=_("Choose the statement that says the same."),
        ),
    ],
) -> Statement:
    """Two statements say the same: they become one. Votes on both count there, once a participant; nobody is asked
    twice. Its author is told."""
    statement.state, statement.joined_to = Statement.State.JOINED, into
    made = ctx.save(statement)
    search.index_statements([made])
    ctx.note(into=into.ref)
    return made
