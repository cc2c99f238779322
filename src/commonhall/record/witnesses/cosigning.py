"""Our side as a witness: others' logs are cosigned as long as they only grow.

What was cosigned last stands in the database and, before anybody is answered, in a file of
``COMMONHALL_HOME/witness``. The larger of both counts, so that a database put back to an old backup does not make
us cosign a second tree. Two requests at once are parted by the database's lock on the log's row.
"""

from __future__ import annotations

import base64
import logging
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from commonhall.record import checkpoints, configuration, keys, published_checkpoints, signing
from commonhall.record.checkpoints import Checkpoint
from commonhall.record.models import WatchedLog
from commonhall.record.notes import COSIGNATURE, Note, NoteError, VerifierKey
from commonhall.record.witnesses import protocol
from commonhall.record.witnesses.protocol import AddCheckpoint, Answer, RequestError, Seen

logger = logging.getLogger(__name__)

MOST_EVIDENCE = 100
"""Contradictory requests kept of one log: each was signed by the log's key, and one convicts it."""


class WatchError(ValueError):
    """The log cannot be put on the list."""


def folder() -> Path:
    """Where we keep what we cosigned, outside the database."""
    return configuration.home() / "witness"


def origin_hash(origin: str) -> str:
    """The name under which a witness serves a log: SHA-256 of the origin, 64 hexadecimal digits."""
    return sha256(origin.encode()).hexdigest()


# --- the list -------------------------------------------------------------------------------------
def watch(origin: str, key: VerifierKey) -> WatchedLog:
    """Cosign a log from now on, or trust a further key of one; raises `WatchError`.

    A log that was on the list before goes on from what was cosigned then.
    """
    if key.name != origin:
        raise WatchError(f"the key's name is {key.name}, not the log's: {origin}")
    own = signing.chain().keys | {keys.witness_signer().public().public}
    if key.public in own:
        raise WatchError("a hall is no witness of its own log")
    with transaction.atomic():
        log, _made = WatchedLog.objects.get_or_create(origin=origin)
        lines = log.keys.split()
        if str(key) not in lines:
            lines.append(str(key))
        log.keys, log.ended = "".join(f"{line}\n" for line in lines), False
        log.save(update_fields=["keys", "ended"])
    return log


def unwatch(origin: str, key: str = "") -> bool:
    """Stop cosigning a log, or only trusting one of its keys; False if it was not on the list.

    What was cosigned is kept: whoever comes back must extend it.
    """
    with transaction.atomic():
        log = WatchedLog.objects.filter(origin=origin, ended=False).first()
        if log is None or (key and key not in log.keys.split()):
            return False
        lines = [line for line in log.keys.split() if line != key] if key else log.keys.split()
        log.keys, log.ended = "".join(f"{line}\n" for line in lines), not (key and lines)
        log.save(update_fields=["keys", "ended"])
    return True


# --- a request ------------------------------------------------------------------------------------
def answer(data: bytes) -> Answer:
    """What a request to cosign is answered (C2SP ``tlog-witness``, ``add-checkpoint``)."""
    try:
        return _answer(protocol.parse(data))
    except RequestError as error:
        return error.answer()


def _answer(asked: AddCheckpoint) -> Answer:
    origin = asked.checkpoint.origin
    log = WatchedLog.objects.filter(origin=origin, ended=False).first()
    if log is None:
        raise RequestError(404, "this log is not cosigned here")
    signed = protocol.check_signed(asked, [VerifierKey.parse(one) for one in log.keys.split()])
    try:
        with transaction.atomic():
            # The lock: whoever comes second sees what the first has cosigned.
            locked = WatchedLog.objects.select_for_update().get(pk=log.pk)
            protocol.check_extends(asked, seen(locked))
            return _cosign(locked, asked, signed)
    except RequestError as error:
        if error.status == 422 or _contradicts(log, asked.checkpoint):
            _keep_evidence(asked)
        raise


def _cosign(log: WatchedLog, asked: AddCheckpoint, signed: Note) -> Answer:
    line = keys.witness_signer().cosign(signed.text, int(time.time())).line()
    stated, note = asked.checkpoint, f"{signed}{line}"
    # Outside first: if the database then fails, we know more than we have said, never less.
    path = _path(log.origin)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    published_checkpoints.replace(path, note)
    WatchedLog.objects.filter(pk=log.pk).update(size=stated.size, root=stated.root, note=note)
    return Answer(200, line.encode())


def seen(log: WatchedLog) -> Seen:
    """What we cosigned last of a log: the larger of what the database and the file say.

    Raises `RequestError` 503 where they say two things of one size: nothing more is cosigned then.
    """
    inside = Seen(log.size, bytes(log.root)) if log.note else Seen()
    outside = _outside(log.origin)
    if outside is None or outside.size < inside.size:
        return inside
    if outside.size == inside.size and outside.root != inside.root:
        logger.critical("The witness's file and database disagree about %s", log.origin)
        raise RequestError(503, "the people who run this witness must look at it")
    return outside


def latest(name: str) -> str | None:
    """The newest checkpoint we cosigned of the log with this hash, with our signature; None before the first."""
    for log in WatchedLog.objects.filter(ended=False).exclude(note=""):
        if origin_hash(log.origin) == name:
            return log.note
    return None


def _path(origin: str) -> Path:
    return folder() / f"{origin_hash(origin)}.txt"


def _outside(origin: str) -> Seen | None:
    """What the file says, if we signed it."""
    try:
        note = _path(origin).read_text(encoding="utf-8")
        own = keys.witness_signer().public(COSIGNATURE)
        stated = checkpoints.verify(note, [own]).checkpoint
    except (FileNotFoundError, NoteError, ValueError):
        return None
    return Seen(stated.size, stated.root) if stated.origin == origin else None


# --- what convicts a log -----------------------------------------------------------------------------
def _contradicts(log: WatchedLog, stated: Checkpoint) -> bool:
    """Does a checkpoint give another root to the size that we cosigned?"""
    with suppress(RequestError):
        known = seen(WatchedLog.objects.get(pk=log.pk))
        return stated.size == known.size and stated.root != known.root
    return False


def _keep_evidence(asked: AddCheckpoint) -> None:
    """Keep a request that its log signed and that contradicts what it signed before; a hundred of a log at most."""
    name = origin_hash(asked.checkpoint.origin)
    place = folder() / "evidence"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if len(list(place.glob(f"{name}-*.txt"))) >= MOST_EVIDENCE:
        return
    data = asked.encode()
    path = place / f"{name}-{sha256(data).hexdigest()[:16]}.txt"
    if not path.exists():
        published_checkpoints.replace(path, data.decode())
    root = base64.b64encode(asked.checkpoint.root).decode()
    logger.critical(
        "%s asks us to cosign size %s with root %s, which does not extend what it signed before; kept in %s",
        asked.checkpoint.origin,
        asked.checkpoint.size,
        root,
        path,
    )


def evidence(origin: str) -> list[Path]:
    """Requests that contradict what a log signed before."""
    return sorted((folder() / "evidence").glob(f"{origin_hash(origin)}-*.txt"))
