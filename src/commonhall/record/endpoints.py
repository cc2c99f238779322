"""What machines read: checkpoint, tiles and bundles (C2SP ``tlog-tiles``), proofs, keys, status."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from commonhall.record import (
    entries,
    entry_format,
    health,
    logs,
    queries,
    receipts,
    signing,
    tiles,
)
from commonhall.record.models import Checkpoint, Entry, Log
from commonhall.record.tiles import TileKey
from commonhall.ui.pages import page

IMMUTABLE = "public, max-age=31536000, immutable"
BRIEF = "public, max-age=2"
_LEVEL = re.compile(r"0|[1-9]\d?", re.ASCII)


@page(_("Newest checkpoint"), asks="log_numbered")
def checkpoint(request: HttpRequest, log: int = 1) -> HttpResponse:
    """The signed size and root of a log, with the cosignatures of its witnesses."""
    return _answer(_published(log).cosigned_note(), "text/plain; charset=utf-8", BRIEF)


@page(_("Newest witnessed checkpoint"), asks="newest_witnessed")
def witnessed(request: HttpRequest, log: int = 1) -> HttpResponse:
    """The newest checkpoint that as many witnesses cosigned as the hall asks for."""
    found = queries.newest_witnessed(_log(log))
    if found is None:
        raise Http404(_("No checkpoint has been confirmed by enough witnesses."))
    return _answer(found.cosigned_note(), "text/plain; charset=utf-8", BRIEF)


@page(_("Checkpoints"), asks="history")
def checkpoints(request: HttpRequest, log: int = 1) -> HttpResponse:
    """Signed checkpoints, oldest first, a JSON object per line; ``?after=`` the last number read."""
    after = _whole(request, "after", 0)
    lines = [
        json.dumps(
            {
                "number": one.pk,
                "signed_at": entry_format.moment(one.signed_at),
                "note": one.note + "".join(line.line for line in one.cosignatures.all()),
            },
            ensure_ascii=False,
        )
        for one in queries.history(_log(log), after)
    ]
    return _answer("".join(f"{line}\n" for line in lines), "application/jsonl", BRIEF)


@page(_("Tile"), asks="log_numbered")
def tile(request: HttpRequest, level: str, path: str, log: int = 1) -> HttpResponse:
    """Up to 256 hashes of one level."""
    if not _LEVEL.fullmatch(level) or int(level) > tiles.MAX_LEVEL:
        raise Http404(_("There is no such tile."))
    stated = _published(log)
    key, width = _tile(int(level), path, stated.size)
    hashes = logs.tile_bytes(stated.log, key, width)
    if hashes is None:
        raise Http404(_("There is no such tile."))
    return _answer(hashes, "application/octet-stream", IMMUTABLE)


@page(_("Entries"), asks="bundle")
def entry_bundle(request: HttpRequest, path: str, log: int = 1) -> HttpResponse:
    """Up to 256 entries, each behind its length."""
    stated = _published(log)
    key, width = _tile(0, path, stated.size)
    found = queries.bundle(stated.log, key.number * tiles.TILE_WIDTH, width)
    if len(found) != width:
        raise Http404(_("There are no such entries."))
    data = tiles.encode_bundle(body.encode() for body in found)
    return _answer(data, "application/octet-stream", IMMUTABLE)


@page(_("Keys"), asks="public_keys")
def keys_json(request: HttpRequest) -> HttpResponse:
    """The public keys to pin."""
    return _json(signing.public_keys())


@page(_("Witnesses asked for"), asks="public_keys")
def policy(request: HttpRequest) -> HttpResponse:
    """Which witnesses must cosign, as a C2SP ``tlog-policy`` file."""
    return _answer(signing.witness_policy(), "text/plain; charset=utf-8", BRIEF)


@page(_("State of the record"), asks="status")
def status(request: HttpRequest) -> HttpResponse:
    """Size, waiting entries and alarms; 503 while there is an alarm."""
    state = health.status()
    answer = _json(state.as_dict(), status=503 if state.alarm else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@page(_("Entry as it was hashed"), asks="detail")
def entry_json(request: HttpRequest, identity: UUID) -> HttpResponse:
    """The canonical bytes of an entry's body."""
    return _answer(_entry(identity).body, "application/json", IMMUTABLE)


@page(_("Receipt"), asks="detail")
def receipt_file(request: HttpRequest, identity: UUID) -> HttpResponse:
    """A receipt as a text file."""
    note = receipts.as_text(entries.receipt(_entry(identity)))
    answer = _answer(note, "text/plain; charset=utf-8", "no-store")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{identity}.txt"'
    return answer


@page(_("Inclusion proof"), asks="detail")
def inclusion(request: HttpRequest, identity: UUID) -> HttpResponse:
    """Proof that an entry stands in the log."""
    try:
        found = queries.detail(identity)
    except Entry.DoesNotExist:
        return _json({"error": "unknown", "entry": str(identity)}, status=404)
    if found.proof is None:
        answer = _json({"error": "waiting", "entry": str(identity)}, status=404)
        answer["Retry-After"] = "2"
        return answer
    return _json(found.proof)


@page(_("Consistency proof"), asks="log_numbered")
def consistency(request: HttpRequest, log: int = 1) -> HttpResponse:
    """Proof that the log of ``?second=`` entries extends that of ``?first=``."""
    stated = _published(log)
    first, second = _whole(request, "first", -1), _whole(request, "second", stated.size)
    if not 0 <= first <= second <= stated.size:
        return _json({"error": "0 ≤ first ≤ second ≤ size", "size": stated.size}, status=400)
    proof = logs.consistency(stated.log, first, second)
    return _json(
        {
            "origin": stated.log.origin,
            "first": first,
            "second": second,
            "first_root": logs.root_at(stated.log, first).hex(),
            "second_root": logs.root_at(stated.log, second).hex(),
            "proof": [one.hex() for one in proof],
            "checkpoint": stated.note,
        }
    )


def _log(number: int) -> Log:
    found = queries.log_numbered(number)
    if found is None:
        raise Http404(_("There is no such log."))
    return found


def _published(number: int) -> Checkpoint:
    found = logs.latest_checkpoint(_log(number))
    if found is None:
        raise Http404(_("Nothing has been published yet."))
    return found


def _entry(identity: UUID) -> Entry:
    try:
        return Entry.objects.get(pk=identity)
    except Entry.DoesNotExist as error:
        raise Http404(_("The record has no such entry. Check the number.")) from error


def _tile(level: int, path: str, size: int) -> tuple[TileKey, int]:
    """Which tile a path names, if the published tree has it that wide."""
    try:
        number, width = tiles.parse_path(path)
    except tiles.TileError as error:
        raise Http404(_("There is no such tile.")) from error
    key = TileKey(level, number)
    if tiles.tile_width(size, key) < width:
        raise Http404(_("There is no such tile."))
    return key, width


def _whole(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else default


def _answer(content: str | bytes, kind: str, caching: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"] = caching
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _json(value: Any, status: int = 200) -> HttpResponse:
    answer = JsonResponse(value, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = BRIEF
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
