"""Conversations of Polis (summary, comments, votes, participants-votes) as reported facts.

Every statement and every vote comes in; participants are numbers, not persons. Whether +1 means agree
is checked by the reader against `n-agree` and `n-disagree`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import import_runs
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.import_runs import Plan
from commonhall.actions.inputs import Internal
from commonhall.actions.models import ImportRun
from commonhall.cases.moving_in.agreeing import may_begin, only_agreed
from commonhall.consultations.conversations import closing_actions, opinions
from commonhall.consultations.conversations import search as conversation_search
from commonhall.consultations.conversations.models import (
    Conversation,
    Participant,
    Report,
    Statement,
    StatementVote,
)
from commonhall.consultations.speakers import Speaker
from commonhall.consultations.statements import search as statement_search
from commonhall.core import clock
from commonhall.core.importers import DRY_RUN, Imported, Importer, Option
from commonhall.core.imports import Invalid, Problem
from commonhall.core.models import Governed
from commonhall.methods.opinion import PolisConversation, TableError, read_polis
from commonhall.methods.opinion.polis import FILE_NAMES
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit

FORMAT = "polis"
LONGEST = 2000
#: Polis began in 2012.
FIRST_YEAR = 2000
AHEAD = timedelta(days=1)
SIGNS = {
    "confirmed": "+1 means agree, as the files' own counts confirm",
    "reversed": "in these files −1 means agree; the votes were turned round",
    "unverified": "no file can tell whether +1 means agree; it was taken so",
}


@dataclass(frozen=True)
class Row:
    """One statement with all its votes (participant number, value)."""

    key: str
    text: str
    hidden: bool
    at: datetime
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Checked:
    """A folder, read and checked. times: of statements, by their number; days: first and last."""

    digest: str
    conversation: PolisConversation
    times: dict[str, datetime]
    days: tuple[datetime, datetime]


def read(folder: Path) -> Checked:
    """Read a folder strictly enough to lose nothing. Raises `Invalid`."""
    files = {name: (folder / name).read_bytes() for name in FILE_NAMES if (folder / name).is_file()}
    try:
        found = read_polis(files, prefix=f"{folder.name}/")
    except TableError as error:
        raise Invalid([Problem(1, folder.name, str(error))]) from error
    lost = [
        warning
        for warning in found.warnings
        if "participants-votes" not in warning and warning not in found.doubts
    ]
    problems = [Problem(1, folder.name, warning) for warning in lost]
    problems += _unfit(found)
    if problems:
        raise Invalid(problems)
    if "comments.csv" not in files or not found.statements:
        raise Invalid([Problem(1, "comments.csv", "there are no statements")])
    if not len(found.votes.values):
        raise Invalid([Problem(1, "votes.csv", "there are no votes")])
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {hashlib.sha256(files[name]).hexdigest()}\n".encode())
    times = {name: one.written for name, one in found.statements.items() if one.written}
    given = sorted([*times.values(), *(found.voted or ())])
    days = (given[0], given[-1]) if given else (timezone.now(), timezone.now())
    return Checked(digest.hexdigest(), found, times, days)


def _unfit(found: PolisConversation) -> Iterator[Problem]:
    """What cannot be stored, or cannot be."""
    for name, one in found.statements.items():
        if len(one.text) > LONGEST:
            said = f"statement {name} is longer than {LONGEST} signs"
            yield Problem(one.line, "comments.csv", said)
        if "\0" in one.text:
            said = f"statement {name} holds the character U+0000; take it out"
            yield Problem(one.line, "comments.csv", said)
        if one.written and (said := _impossible(one.written)):
            yield Problem(one.line, "comments.csv", f"the timestamp of statement {name} {said}")
    if any("\0" in text for text in found.summary.values()):
        yield Problem(1, "summary.csv", "it holds the character U+0000; take it out")
    for moment in found.voted or ():
        if said := _impossible(moment):
            yield Problem(1, "votes.csv", f"a timestamp {said}")
            return


def _impossible(moment: datetime) -> str:
    if moment.year < FIRST_YEAR or moment > clock.now() + AHEAD:
        return (
            f"means {moment:%Y-%m-%d}, before Polis or in the future; expected seconds or "
            "milliseconds since 1970"
        )
    return ""


def rows(checked: Checked) -> Iterator[Row]:
    """Statements in the order of their numbers, each with its votes."""
    votes = checked.conversation.votes
    given: dict[str, list[tuple[str, int]]] = {}
    for person, column, value in zip(
        votes.rows.tolist(), votes.columns.tolist(), votes.values.tolist(), strict=True
    ):
        given.setdefault(votes.statements[column], []).append((votes.participants[person], value))
    for name in votes.statements:
        one = checked.conversation.statements.get(name)
        yield Row(
            key=f"{checked.digest}:{name}",
            text=one.text if one else "",
            hidden=one is None or one.moderated < 0,
            at=checked.times.get(name, checked.days[0]),
            votes=tuple(given.get(name, ())),
        )


# --- writing --------------------------------------------------------------------------------------
@action(
    "consultations.prepare_import",
    by=Kind.SYSTEM,
    power="import-conversations",
    title=_("Prepare an import of a conversation"),
    done=_("Conversation from another system prepared"),
    notifies=False,
    allows=only_agreed("import-conversations"),
    no_door="brought in by commonhall import",
)
def prepare_import(
    ctx: Context,
    run: Annotated[ImportRun, Internal()],
    checked: Annotated[Checked, Internal()],
    unit: Annotated[Unit, Internal()],
    body: Annotated[Body, Internal()],
) -> Conversation:
    """Make the conversation; nobody sees it before the import is closed."""
    summary = checked.conversation.summary
    origin = summary.get("url", "")
    made = ctx.save(
        Conversation(
            title=(checked.conversation.topic or "Polis")[:160],
            question=summary.get("conversation-description", "")[:4000],
            unit=unit,
            body=body,
            opens_on=timezone.localdate(checked.days[0]),
            closes_on=timezone.localdate(checked.days[1]),
            origin=origin if origin.startswith("https://") and len(origin) <= 200 else "",
            reported=True,
            run=run,
        )
    )
    ctx.note(format=FORMAT, reported=True)
    return made


@action(
    "consultations.close_import",
    by=Kind.SYSTEM,
    power="import-conversations",
    title=_("Import a conversation"),
    done=_("Conversation imported as reported facts"),
    notifies=False,
    allows=only_agreed("import-conversations"),
    no_door="brought in by commonhall import",
)
def close_import(
    ctx: Context,
    run: Annotated[ImportRun, Internal()],
    conversation: Annotated[Conversation, Internal()],
) -> Conversation:
    """Make it visible, name its statements by their root, and freeze its report."""
    import_runs.close(ctx, run, "statements")
    ctx.perform(freeze_import, conversation=conversation)
    return conversation


@action(
    "consultations.freeze_import",
    by=Kind.SYSTEM,
    power="import-conversations",
    title=_("Freeze the report of an imported conversation"),
    done=_("Report of an imported conversation frozen"),
    notifies=False,
    allows=only_agreed("import-conversations"),
    no_door="brought in by commonhall import",
)
def freeze_import(ctx: Context, conversation: Conversation) -> Report:
    """What it brought, computed here from its votes."""
    conversation_search.index_conversation(conversation)
    return closing_actions.freeze(
        ctx, conversation, opinions.computed(conversation, closing_actions.REPLICATES)
    )


def run(folder: Path, place: str = "", body: str = "", dry_run: bool = False) -> Imported:
    """Import a folder: validate all of it, write in chunks, close. Resumes; repeats change nothing."""
    if not folder.is_dir():
        raise Invalid(
            [Problem(0, folder.name, gettext("Upload the export of Polis as a ZIP file."))]
        )
    checked = read(folder)
    unit, holder = _where(place, body)
    count = len(checked.conversation.votes.statements)
    if dry_run:
        return _foreseen(checked)
    may_begin(prepare_import)
    opened = import_runs.open_run(FORMAT, checked.digest, folder.name, count)

    def plan(run: ImportRun) -> Plan[Row]:
        conversation = _conversation(run, checked, unit, holder)
        _participants(conversation, checked)
        return _plan(checked, conversation)

    def closing(run: ImportRun) -> None:
        made = Conversation.objects.get(run=run)
        close_import.perform(system(), run=run, conversation=made)

    outcome = import_runs.carry_out(opened, plan, closing)
    made = Conversation.objects.get(run=outcome.run)
    return {
        "conversation": made.pk,
        "made_ref": made.ref,
        "statements": made.statements.count(),
        "votes": made.votes.count(),
        "participants": made.participants.count(),
        "new": outcome.new,
        "sign": checked.conversation.sign,
        "replaced": checked.conversation.replaced,
        "repeated": outcome.repeated,
    } | ({"doubts": list(doubts)} if (doubts := checked.conversation.doubts) else {})


def _foreseen(checked: Checked) -> Imported:
    """What the folder would bring."""
    found = checked.conversation
    return {
        "name": found.topic or "Polis",
        "statements": len(found.votes.statements),
        "votes": len(found.votes.values),
        "participants": len(found.votes.participants),
        "sign": found.sign,
        "repeated": import_runs.imported_before(FORMAT, checked.digest),
        "dry_run": True,
    } | ({"doubts": list(found.doubts)} if found.doubts else {})


def told(result: Imported) -> str:
    if result.get("dry_run"):
        return (
            f"{result['statements']} statements and {result['votes']} votes of "
            f"{result['participants']} participants. {SIGNS[result['sign']]}. Nothing was written."
        )
    said = (
        f"{result['statements']} statements and {result['votes']} votes of {result['participants']} "
        f"participants; conversation {result['conversation']}. {SIGNS[result['sign']]}."
    )
    return "\n  ".join([said, *result.get("doubts", ())])


IMPORTER = Importer(
    what="conversation",
    format=FORMAT,
    help="a Polis conversation from its folder, as reported facts",
    run=run,
    told=told,
    options=(
        Option("--place", "code of the place (default: all)"),
        Option("--body", "code of the body it is brought in for"),
        DRY_RUN,
    ),
    usual=True,
    folder="a Polis export",
)


def _where(place: str, body: str) -> tuple[Unit, Body]:
    """In which place it was held, for which body. Raises `Invalid`."""
    units = Unit.objects.filter(code=place) if place else Unit.objects.order_by("path")
    bodies = Body.objects.filter(code=body) if body else Body.objects.filter(kind="council")
    unit, holder = units.first(), bodies.order_by("pk").first()
    if unit is None:
        raise Invalid([Problem(1, "place", f"there is no place {place!r}")])
    if holder is None:
        raise Invalid([Problem(1, "body", f"there is no body {body!r}")])
    return unit, holder


def _conversation(run_: ImportRun, checked: Checked, unit: Unit, holder: Body) -> Conversation:
    known: Conversation | None = Conversation.objects.filter(run=run_).first()
    if known is not None:
        return known
    return prepare_import.perform(
        system(), run=run_, checked=checked, unit=unit, body=holder
    ).result


def _participants(conversation: Conversation, checked: Checked) -> None:
    people = checked.conversation.votes.participants
    Participant.objects.bulk_create(
        [
            Participant(conversation=conversation, speaker=Speaker.IMPORTED, number=name)
            for name in people
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _plan(checked: Checked, conversation: Conversation) -> Plan[Row]:
    places = dict(conversation.participants.values_list("number", "pk"))

    def make(chunk: list[Row]) -> list[Governed]:
        return [
            Statement(
                conversation=conversation,
                text=row.text,
                speaker=Speaker.IMPORTED,
                state=Statement.State.HIDDEN if row.hidden else Statement.State.SHOWN,
                at=row.at,
                reported=True,
            )
            for row in chunk
        ]

    def written(things: list[Governed], chunk: list[Row], _run: ImportRun) -> list[Governed]:
        statements = [thing for thing in things if isinstance(thing, Statement)]
        statement_search.index_statements(statements)
        StatementVote.objects.bulk_create(
            [
                StatementVote(
                    participant_id=places[person],
                    statement=statement,
                    conversation=conversation,
                    value=value,
                )
                for statement, row in zip(statements, chunk, strict=True)
                for person, value in row.votes
            ],
            batch_size=1000,
        )
        return []

    return Plan(FORMAT, lambda: rows(checked), lambda row: row.key, make, written)
