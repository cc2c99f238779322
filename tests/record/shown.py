"""What a hall shows to whoever follows it, made in memory so that it can lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from commonhall.record import notes
from commonhall.record.following import Look
from commonhall.record.following_state import State
from tests.record.foreign import ForeignLog, OtherWitness

SIGNED = 1_790_000_000
NOW = datetime.fromtimestamp(SIGNED, UTC) + timedelta(minutes=5)


class Hall:
    """A hall that shows a log; what it shows can be changed between looks."""

    def __init__(self, log: ForeignLog, *witnesses: OtherWitness) -> None:
        self.log, self.witnesses = log, witnesses
        self.size: int | None = None
        self.proves = True
        self.cosigned: dict[int, str] = {}
        self.rows = [{"origin": log.signer.name, "keys": [str(log.key)], "predecessor": ""}]
        # What each witness saw: by its address.
        self.seen: dict[str, str] = {}

    def cosign(self, size: int, *by: OtherWitness) -> None:
        """Let witnesses cosign what the log is at a size."""
        text = notes.parse(self.log.note(size)).text
        lines = [one.signer.cosign(text, SIGNED).line() for one in by]
        self.cosigned[size] = self.log.note(size) + "".join(lines)
        for one in by:
            self.seen[one.witness.url] = self.cosigned[size]

    def offered(self) -> dict[str, Any]:
        return {"logs": self.rows}

    def checkpoint(self, number: int) -> str:
        size = len(self.log.leaves) if self.size is None else self.size
        return self.cosigned.get(size) or self.log.note(size)

    def witnessed(self, number: int) -> str | None:
        return self.cosigned[max(self.cosigned)] if self.cosigned else None

    def consistency(self, number: int, first: int, second: int) -> list[bytes] | None:
        fits = first <= second <= len(self.log.leaves)
        return self.log.proof(first, second) if self.proves and fits else None

    def at_witness(self, url: str, origin: str) -> str | None:
        return self.seen.get(url)


def look(hall: Hall, state: State, now: datetime = NOW) -> set[str]:
    return {one.code for one in Look(hall, state, now).run()}
