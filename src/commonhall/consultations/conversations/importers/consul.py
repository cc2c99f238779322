"""Proposals, debates and budget investments of CONSUL Democracy as cases, what was said of them as conversations.

Two shapes it publishes: the answer of its GraphQL door (`data`, with `edges` and `node`), and the JSON its exporters
write (a list of id, title, description). Authors and votes are not taken. Its CSV has columns in the language of
whoever exported it: it is brought in as a table with a mapping (`commonhall import cases --format csv`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from commonhall.cases.moving_in import systems
from commonhall.cases.moving_in.reported import Reported, title_of
from commonhall.cases.moving_in.systems import Given, Record, plain
from commonhall.consultations.conversations import said_before
from commonhall.consultations.conversations.said_before import Comment, Talk
from commonhall.core.importers import Imported, Importer, Option
from commonhall.core.imports import Invalid, Problem

SOURCE = "consul"
#: Its collections and what one of them is called there; "budget/investment" as exporters and comments name it.
KINDS = {
    "proposals": "Proposal",
    "debates": "Debate",
    "investments": "Budget::Investment",
}
DEPTH = 12


def run(
    path: Path,
    mapping_file: str = "",
    body: str = "",
    leave_out_faulty: bool = False,
    dry_run: bool = False,
    kind: str = "",
    comments: str = "",
    day: str = "",
) -> Imported:
    """Import a file: validate all of it, write in chunks, close; cases first, then what was said of them."""
    told = systems.given(mapping_file, body, leave_out_faulty, dry_run)
    raw = path.read_bytes()
    more = _bytes_of(comments) if comments else b""
    items = list(_items(_json(raw, path.name), kind or path.stem))
    if not items:
        said = _("This file contains no proposals, debates or investments.")
        raise Invalid([Problem(0, path.name, said)])
    problems: list[Problem] = []
    rows: list[Reported] = []
    talks: dict[str, list[Comment]] = defaultdict(list)
    for line, (which, values) in enumerate(items, start=1):
        record = Record(line, values, told.mapped, problems)
        one = _item(record, which, day)
        if record.right and one is not None:
            rows.append(one)
            talks[one.key] += _comments(_nodes(values.get("comments")), one.raised, told, problems)
    days = {row.key: row.raised for row in rows}
    for key, values in _apart(_json(more, comments) if more else []):
        if key in days:
            talks[key] += _comments([values], days[key], told, problems)
    digest = hashlib.sha256(raw + more + f"{told.said}{day}".encode()).hexdigest()
    brought = systems.bring_in(SOURCE, digest, path.name, (rows, problems), told)
    ordered = {key: sorted(found, key=lambda one: one.at) for key, found in talks.items()}
    about = [Talk(key, tuple(found)) for key, found in ordered.items() if found]
    if dry_run:
        comments_in = sum(len(one.comments) for one in about)
        counted = {"conversations": len(about), "comments": comments_in}
    else:
        counted = said_before.bring_in(SOURCE, digest, path.name, about)
    return {**brought, **counted}


def told(result: Imported) -> str:
    return (
        f"{systems.told(result)} {result['comments']} comments in "
        f"{result['conversations']} conversations."
    )


# --- reading --------------------------------------------------------------------------------------
def _bytes_of(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Invalid([Problem(0, "--comments", f"{name}: {error.strerror}")]) from error


def _json(raw: bytes, name: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Invalid([Problem(line, name, str(error)[:200])]) from error


def _nodes(value: Any) -> list[Mapping[str, Any]]:
    """The things of a connection ("edges", "node"; "nodes") or of a list."""
    if isinstance(value, Mapping):
        value = value.get("nodes") or [
            one.get("node") for one in value.get("edges") or [] if isinstance(one, Mapping)
        ]
    return (
        [one for one in value or [] if isinstance(one, Mapping)] if isinstance(value, list) else []
    )


def _items(value: Any, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(collection, thing) of everything in a file. name: the collection a bare list is of."""
    if isinstance(value, list):
        which = next((kind for kind in KINDS if kind in name.casefold()), "")
        if not which:
            said = _("Say what the list is: --kind proposals, debates or investments.")
            raise Invalid([Problem(0, "--kind", said)])
        yield from ((which, one) for one in _nodes(value))
    else:
        yield from _connections(value, 0)


def _connections(value: Any, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if not isinstance(value, Mapping) or depth > DEPTH:
        return
    for key, inner in value.items():
        if key in KINDS:
            yield from ((key, one) for one in _nodes(inner))
        elif key == "node" or not isinstance(inner, list):
            yield from _connections(inner, depth + 1)
        else:
            for one in inner:
                yield from _connections(one, depth + 1)


def _apart(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(key of what it is about, comment) of comments exported apart."""
    listed = value if isinstance(value, list) else value.get("data", {}).get("comments")
    kinds = {name: kind for kind, name in KINDS.items()}
    for one in _nodes(listed):
        record = Record(0, one, systems.given().mapped, [])
        kind = kinds.get(record.text("commentable_type", "commentableType"), "")
        yield f"{kind}-{record.text('commentable_id', 'commentableId')}", one


def _item(record: Record, which: str, day: str) -> Reported | None:
    record.values = {**record.values, "--day": day}
    raised = record.moment(
        "publicCreatedAt", "public_created_at", "created_at", "--day", needed=True
    )
    summary, text = plain(record.text("summary")), plain(record.text("description"))
    words = "\n\n".join(dict.fromkeys(filter(None, (summary, text))))
    tags = [one.get("name") for one in _nodes(record.values.get("tags"))]
    if raised is None:
        return None
    return Reported(
        line=record.line,
        key=f"{which}-{record.text('id')}" if record.text("id") else "",
        title=title_of(plain(record.text("title")), words),
        raised=raised,
        category=next((str(one) for one in tags if one), which),
        text=words,
        place=record.text("geozone.name", "location"),
        state=record.state("state", {"": "open"}),
        kind="suggestion",
    )


def _comments(
    found: list[Mapping[str, Any]], since: datetime, told: Given, problems: list[Problem]
) -> list[Comment]:
    """Comments that say something; where no day is given, that of what they are about."""
    said = []
    for one in found:
        record = Record(0, one, told.mapped, problems)
        at = record.moment("publicCreatedAt", "public_created_at") or since
        if text := plain(record.text("body")):
            said.append(Comment(text, at))
    return said


IMPORTER = Importer(
    what="proposals",
    format="consul",
    help="proposals, debates and investments of CONSUL Democracy",
    run=run,
    told=told,
    options=(
        *systems.OPTIONS,
        Option("--kind", "what a bare list is: proposals, debates or investments"),
        Option("--comments", "JSON of comments, exported beside it"),
        Option("--day", "day for what has none, like 2026-05-01"),
    ),
)
