"""What a follower keeps of another hall between two looks: one small file."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from commonhall.record import key_changes, merkle


class FollowError(ValueError):
    """The file is not what a follower kept."""


@dataclass
class Seen:
    """What was seen of one log. waiting, since: a size that enough witnesses had not yet cosigned, and when
    it was first seen so (Unix seconds). time: when the newest checkpoint was signed."""

    size: int = 0
    root: str = merkle.EMPTY_ROOT.hex()
    note: str = ""
    time: int = 0
    waiting: int = -1
    since: int = 0


@dataclass
class State:
    """What a follower keeps. keys: pinned verifier keys. changes: of keys, as they were announced in the log, so
    that a key once replaced or revoked does not come back. policy: of the witnesses, "" if none are demanded.

    evidence: signed notes that contradict each other, which convict whoever signed both.
    """

    url: str
    keys: list[str] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    policy: str = ""
    logs: dict[str, Seen] = field(default_factory=dict)
    evidence: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Alarm:
    """Something that must not happen; ``code`` stands in docs/record.md."""

    code: str
    message: str


@dataclass(frozen=True)
class Shown:
    """A checkpoint that a pinned key signed; time: signed Unix time, 0 if none."""

    size: int
    root: bytes
    note: str
    time: int


def load(path: Path, url: str) -> State:
    """What was kept in a file; a new state where there is none. Raises `FollowError`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        logs = {origin: Seen(**one) for origin, one in found.pop("logs").items()}
        state = State(logs=logs, **found)
        for change in state.changes:
            key_changes.read(change)
    except FileNotFoundError:
        return State(url)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FollowError(f"{path} is not a follower's file: {error}") from error
    if state.url != url:
        raise FollowError(f"{path} follows {state.url}")
    return state


def keep(path: Path, state: State) -> None:
    """Write the file whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file, ensure_ascii=False, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
