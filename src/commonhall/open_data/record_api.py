"""The record for programs. Proofs, tiles and checkpoints have addresses of their own under /record/."""

from __future__ import annotations

import json
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.actions import api, threads
from commonhall.actions.models import Link
from commonhall.record import queries
from commonhall.record.models import Entry

router = Router(tags=["record"])
MOST_LINKS = 200
Ref = Annotated[api.Text, Field(max_length=80, pattern=r"^[a-z]+\.[a-z]+:[0-9]+$")]


class EntryOut(Schema):
    """One action on the record. `index` is its place in the log, null while it waits for one."""

    id: UUID
    action: str
    kind: str
    subject: str
    says: str = Field(description="the entry in a sentence")
    recorded_at: str
    occurred_at: str
    index: int | None
    body: dict[str, Any] = Field(description="the canonical body that was hashed")


class EntryPage(Schema):
    items: list[EntryOut]
    older: UUID | None
    newer: UUID | None


class Wanted(Schema):
    action: api.Code = ""
    subject: Annotated[api.Text, Field(max_length=120)] = ""
    kind: api.Code = ""
    before: UUID | None = None
    after: UUID | None = None


class LinkOut(Schema):
    """One step of the thread."""

    source: str
    kind: str
    target: str
    entry: UUID


@router.get("/entries", response={200: EntryPage, **api.READ}, operation_id="list_entries")
def list_entries(request: HttpRequest, wanted: Annotated[Wanted, Query()]) -> Any:
    """The record, newest first; `before` and `after` take the `older` and `newer` of a page."""
    page = queries.page_of_entries(
        action=wanted.action,
        subject=wanted.subject,
        kind=wanted.kind,
        before=wanted.before,
        after=wanted.after,
    )
    return {
        "items": [_entry(line) for line in page.lines],
        "older": page.older,
        "newer": page.newer,
    }


@router.get("/entries/{identity}", response={200: EntryOut, **api.READ}, operation_id="read_entry")
def read_entry(request: HttpRequest, identity: UUID) -> Any:
    """One entry."""
    get_object_or_404(Entry.objects.only("id"), pk=identity)
    return _entry(queries.detail(identity).line)


def _entry(line: queries.Line) -> dict[str, Any]:
    entry = line.entry
    return {
        "id": entry.pk,
        "action": entry.action,
        "kind": entry.kind,
        "subject": entry.subject,
        "says": str(line.description.text),
        "recorded_at": entry.recorded_at.isoformat(),
        "occurred_at": entry.occurred_at.isoformat(),
        "index": line.index,
        "body": json.loads(entry.body),
    }


@router.get("/links/{ref}", response={200: list[LinkOut], **api.READ}, operation_id="read_links")
def read_links(request: HttpRequest, ref: Ref) -> Any:
    """The steps of the thread that begin or end at a thing, by its ref."""
    rows = Link.objects.filter(from_ref=ref) | Link.objects.filter(to_ref=ref)
    return [
        {"source": row.from_ref, "kind": row.kind, "target": row.to_ref, "entry": row.entry}
        for row in rows.order_by("pk")[:MOST_LINKS]
    ]


class StationThing(Schema):
    """A thing at a station of a thread; `stopped`: it came to nothing, as what was refused or annulled."""

    ref: str
    title: str
    url: str
    state: str
    station: str = Field(description="need, source, proposal … evaluation; empty where it is none")
    stopped: bool


class ThreadOut(Schema):
    """What a thing is tied to, from need to result. `people`: how many asked for it; `cut`: there is more."""

    ref: str
    people: int
    cut: bool
    items: list[StationThing]


@router.get("/threads/{ref}", response={200: ThreadOut, **api.READ}, operation_id="read_thread")
def read_thread(request: HttpRequest, ref: Ref) -> Any:
    """Everything tied to a thing, read from the links alone, in the order of the stations."""
    found = threads.of(ref)
    if ref not in found.found or not found.found[ref].url:
        raise Http404
    order = [*threads.STATIONS, ""]
    things = sorted(found.found.values(), key=lambda one: (order.index(one.station), one.ref))
    return {
        "ref": ref,
        "people": found.people,
        "cut": found.cut,
        "items": [
            {
                "ref": one.ref,
                "title": str(one.title),
                "url": request.build_absolute_uri(one.url) if one.url else "",
                "state": str(one.state),
                "station": one.station,
                "stopped": one.stopped,
            }
            for one in things
        ],
    }
