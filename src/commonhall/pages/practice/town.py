"""Where the practice town lies on the disk, and what is written down about it.

practice/pristine      the town as it was made last night
practice/town          the one people act in: the home of the processes
practice/sessions      who is in it, whatever becomes of the town
practice/generation    which copy of which town it is
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

import commonhall

# A home without this file is no practice town: a hall's home has none.
MARK = "practice-town.json"
PRISTINE, TOWN, MAKING = "pristine", "town", "making"
GENERATION, WANTED, SESSIONS, VISITORS = "generation", "wanted", "sessions", "visitors"
DATABASE = "commonhall.sqlite3"


def root() -> Path:
    """The folder that holds all of it."""
    return Path(settings.COMMONHALL_HOME).parent


def hall() -> str:
    """The hall whose lessons lead here, and to which one goes back; "" where there is none."""
    return str(settings.PRACTICE_HALL)


@dataclass(frozen=True)
class Generation:
    """Which copy people act in. number: grows with each; made: when the town was made; began: when it was copied."""

    number: int
    made: datetime
    began: datetime


def generation(folder: Path) -> Generation | None:
    """The copy that lies there; None before the first."""
    try:
        told = json.loads((folder / GENERATION).read_text())
        return Generation(
            int(told["number"]),
            datetime.fromisoformat(told["made"]),
            datetime.fromisoformat(told["began"]),
        )
    except (OSError, ValueError, KeyError):
        return None


def shape() -> str:
    """What the tables of this version look like: a town of another shape is made anew."""
    files = sorted(Path(commonhall.__file__).parent.glob("*/migrations/*.py"))
    told = [commonhall.__version__.encode(), *(one.read_bytes() for one in files)]
    return sha256(b"".join(told)).hexdigest()[:16]


def fits(home: Path) -> bool:
    """Does a town lie there, made by this version?"""
    try:
        return bool(json.loads((home / MARK).read_text()).get("shape") == shape())
    except (OSError, ValueError):
        return False


@cache
def told() -> dict[str, Any]:
    """What was written down when the town was made: who is lent out, and the keys of tellers."""
    found: dict[str, Any] = json.loads((Path(settings.COMMONHALL_HOME) / MARK).read_text())
    return found
