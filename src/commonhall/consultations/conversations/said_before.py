"""What people said in another system about what is a case here now: one conversation each, held in another system.

Nobody speaks here as anybody else: a comment is a statement of "a participant in another system", and nothing can be
answered to it or voted on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.actions import import_runs
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.import_runs import Plan
from commonhall.actions.inputs import Internal
from commonhall.actions.models import ExternalId, ImportRun
from commonhall.cases.cases.models import Case
from commonhall.cases.moving_in.agreeing import may_begin, name_agreed, only_agreed
from commonhall.cases.moving_in.bringing import not_half_done
from commonhall.consultations.conversations import search as conversation_search
from commonhall.consultations.conversations.models import Conversation, Statement
from commonhall.consultations.speakers import Speaker
from commonhall.consultations.statements import search as statement_search
from commonhall.core.models import Governed
from commonhall.people.actors import system

LONGEST = 2000


@dataclass(frozen=True)
class Comment:
    """What somebody said there, and when."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Talk:
    """What was said about one thing. key: of the case it became here, under the same source."""

    key: str
    comments: tuple[Comment, ...]


@action(
    "consultations.bring_in_comments",
    by=Kind.SYSTEM,
    power="import-conversations",
    title=_("Import what was said in another system"),
    done=_("Contributions from another system imported as reported facts"),
    notifies=False,
    allows=only_agreed("import-conversations"),
    no_door="brought in by commonhall import",
)
def bring_in_comments(ctx: Context, run: Annotated[ImportRun, Internal()]) -> int:
    """Close an import: what was said becomes visible, each conversation tied to its case."""
    name_agreed(ctx)
    # First, so that the links are those of the run's own entry.
    written = import_runs.close(ctx, run, "conversations")
    for one in Conversation.objects.filter(run=run).order_by("pk"):
        conversation_search.index_conversation(one)
        ctx.link(one.about, one, "asks-about")
    return written


def bring_in(source: str, digest: str, name: str, talks: Sequence[Talk]) -> dict[str, Any]:
    """Conversations of all that has comments; resumed and repeated as every import."""
    form = f"{source}-comments"[:60]
    said = [one for one in talks if one.comments]
    not_half_done(form, digest)
    may_begin(bring_in_comments)
    opened = import_runs.open_run(form, digest, name, len(said))
    outcome = import_runs.carry_out(
        opened,
        lambda run: _plan(form, source, said, run),
        lambda run: bring_in_comments.perform(system(), run=run),
    )
    return {"conversations": outcome.new, "comments": sum(len(one.comments) for one in said)}


def _plan(form: str, source: str, talks: Sequence[Talk], run: ImportRun) -> Plan[Talk]:
    def make(chunk: list[Talk]) -> list[Governed]:
        keys = [one.key for one in chunk]
        known = ExternalId.objects.filter(source=source, key__in=keys)
        refs = dict(known.values_list("key", "ref"))
        numbers = {key: int(ref.rpartition(":")[2]) for key, ref in refs.items()}
        cases = Case.objects.in_bulk(numbers.values())
        return [_conversation(one, cases[numbers[one.key]], run) for one in chunk]

    def written(things: list[Governed], chunk: list[Talk], _run: ImportRun) -> list[Governed]:
        made = [thing for thing in things if isinstance(thing, Conversation)]
        statements = [
            Statement(
                conversation=conversation,
                text=said.text if len(said.text) <= LONGEST else said.text[: LONGEST - 1] + "…",
                speaker=Speaker.IMPORTED,
                at=said.at,
                reported=True,
            )
            for conversation, talk in zip(made, chunk, strict=True)
            for said in talk.comments
        ]
        saved = import_runs.save_batch(statements)
        statement_search.index_statements(statements)
        return saved

    return Plan(form, lambda: iter(talks), lambda one: one.key, make, written)


def _conversation(talk: Talk, case: Case, run: ImportRun) -> Conversation:
    moments = [one.at for one in talk.comments]
    return Conversation(
        title=case.title,
        question=case.text,
        about=case.ref,
        unit_id=case.unit_id,
        body_id=case.body_id,
        opens_on=timezone.localdate(min(moments)),
        closes_on=timezone.localdate(max(moments)),
        state=Conversation.State.CLOSED,
        closed_at=max(moments),
        reported=True,
        run=run,
    )
