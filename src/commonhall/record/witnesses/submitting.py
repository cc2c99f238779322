"""Our log's side: each witness of the hall's policy is asked to cosign the newest checkpoint.

This runs beside the sequencer and never holds it up. What came of it stands in
``COMMONHALL_HOME/record/witnesses.json``, which the foot of every page reads without asking the database.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection

from commonhall.record import logs, notes
from commonhall.record.models import Checkpoint, Cosignature, Log
from commonhall.record.witnesses import outgoing, protocol, standing
from commonhall.record.witnesses.policy import Witness

logger = logging.getLogger(__name__)

ROUND_SECONDS = 5.0
"""A busy hall signs every second; its witnesses are asked no oftener than this."""
AGAIN_SECONDS = 60.0
"""After a witness did not cosign, it is asked again so much later."""
SKEW_SECONDS = 300
AT_ONCE = 8
CODES = {404: "unknown-log", 403: "unknown-key", 422: "refused", 409: "conflict"}

Reply = protocol.Answer | outgoing.Unreachable


@dataclass(frozen=True)
class Outcome:
    """What a witness answered. code: "cosigned", or why not; message: for the operator."""

    witness: Witness
    code: str
    size: int = 0
    message: str = ""


def submit(which: Callable[[Witness], bool] = lambda _one: True) -> list[Outcome]:
    """Ask every witness that has an address and has not cosigned the newest checkpoint; what they answered."""
    wanted = standing.policy_in_force()
    log = Log.objects.order_by("-id").first()
    newest = logs.latest_checkpoint(log) if log else None
    outcomes: list[Outcome] = []
    if newest is not None and wanted.witnesses:
        outcomes = _Round(newest).run(
            [one for one in wanted.witnesses.values() if one.url and which(one)]
        )
    for one in outcomes:
        if one.code != "cosigned":
            level = logging.CRITICAL if one.code in standing.ALARMING else logging.WARNING
            logger.log(level, "Witness %s: %s (%s)", one.witness.name, one.code, one.message)
    standing.keep(wanted, newest, {one.witness.name: (one.code, one.message) for one in outcomes})
    return outcomes


class _Round:
    """All witnesses at once, so that a slow one holds up nobody; the database is asked by this thread alone."""

    def __init__(self, newest: Checkpoint) -> None:
        self.newest, self.log = newest, newest.log
        self.text = notes.parse(newest.note).text

    def run(self, witnesses: list[Witness]) -> list[Outcome]:
        before = standing.last_cosigned(self.log, [str(one.key) for one in witnesses])
        known = {one: before.get(str(one.key), (-1, 0))[0] for one in witnesses}
        due = {one: max(size, 0) for one, size in known.items() if size < self.newest.size}
        replies = self._send(due)
        again = {
            one: size
            for one, reply in replies.items()
            if (size := self._size_named(reply)) is not None
            and known[one] <= size <= self.newest.size
        }
        replies.update(self._send(again))
        return [self._judge(one, reply, known[one]) for one, reply in replies.items()]

    def _send(self, due: dict[Witness, int]) -> dict[Witness, Reply]:
        """Submit the checkpoint as an extension of the size each witness knows."""
        asked = []
        for one, old in due.items():
            proof = logs.consistency(self.log, old, self.newest.size)
            asked.append((one, protocol.request(old, proof, self.newest.note)))
        if not asked:
            return {}
        with ThreadPoolExecutor(max_workers=min(AT_ONCE, len(asked))) as pool:
            return dict(pool.map(_post, asked))

    def _size_named(self, reply: Reply) -> int | None:
        if isinstance(reply, outgoing.Unreachable) or reply.status != 409:
            return None
        with suppress(ValueError):
            return protocol.read_size(reply)
        return None

    def _judge(self, witness: Witness, reply: Reply, known: int) -> Outcome:
        if isinstance(reply, outgoing.Unreachable):
            return Outcome(witness, "unreachable", message=str(reply))
        size = self._size_named(reply)
        if size is not None and size > self.newest.size:
            return self._ahead(witness, size)
        if size is not None and size < known:
            # Whoever forgot could be shown another log: its word counts no more until it has a new key.
            message = f"it has cosigned {known} entries before and now knows of {size}"
            return Outcome(witness, "forgot", size, message)
        if reply.status != 200:
            code = CODES.get(reply.status, f"status-{reply.status}")
            said = reply.body[:200].decode(errors="replace").strip()
            return Outcome(witness, code, message=said)
        try:
            signature, signed = protocol.read_cosignature(reply, self.text, witness.key)
        except ValueError as error:
            return Outcome(witness, "wrong-answer", message=str(error))
        if signed > time.time() + SKEW_SECONDS:
            at = datetime.fromtimestamp(min(signed, 1 << 36), UTC).isoformat()
            return Outcome(witness, "wrong-clock", message=f"it says that it is {at}")
        Cosignature.objects.create(
            checkpoint=self.newest, key=str(witness.key), line=signature.line(), time=signed
        )
        return Outcome(witness, "cosigned", self.newest.size)

    def _ahead(self, witness: Witness, size: int) -> Outcome:
        """It has cosigned more of our log than we have: another sequencer was faster, or ours was rolled back."""
        last = logs.latest_checkpoint(self.log)
        if last is not None and last.size >= size:
            return Outcome(witness, "later", size, "another sequencer has signed meanwhile")
        message = f"it has cosigned {size} entries of this log, which has {self.newest.size}"
        return Outcome(witness, "ahead", size, message)


def _post(asked: tuple[Witness, protocol.AddCheckpoint]) -> tuple[Witness, Reply]:
    witness, request = asked
    try:
        return witness, outgoing.add_checkpoint(witness.url, request)
    except outgoing.Unreachable as error:
        return witness, error


class Rounds:
    """Asks again and again until it is stopped: at once where something is new, later where it failed."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.asked: dict[str, float] = {}
        self.failed: set[str] = set()

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self.run, name="witnesses", daemon=True)
        thread.start()
        return thread

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.turn()
            except (DatabaseError, OSError):
                logger.exception("The witnesses could not be asked; trying again")
                close_old_connections()
            self.stop.wait(ROUND_SECONDS)
        connection.close()

    def turn(self) -> list[Outcome]:
        now = time.monotonic()
        outcomes = submit(lambda one: self._is_due(one, now))
        for one in outcomes:
            self.asked[one.witness.name] = now
            (self.failed.discard if one.code == "cosigned" else self.failed.add)(one.witness.name)
        return outcomes

    def _is_due(self, witness: Witness, now: float) -> bool:
        if witness.name not in self.failed:
            return True
        return now - self.asked[witness.name] >= AGAIN_SECONDS
