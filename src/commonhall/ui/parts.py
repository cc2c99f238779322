"""Shapes of what the components show. Anything with the same attributes (or keys) serves too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Tone = Literal["neutral", "info", "good", "warn", "bad", "waiting"]
StationState = Literal["done", "current", "next", "stopped"]


@dataclass(frozen=True)
class Crumb:
    """One step of the way from home to here; the last one needs no address."""

    label: Any
    url: str = ""


@dataclass(frozen=True)
class StatusBadge:
    """A state in words with its tone; the tone's shape says the same as its colour."""

    label: Any
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Station:
    """A stop of the thread from a need to its result.

    kind: 'Need', 'Decision' …; items: links (Crumb) standing at this stop; state: see StationState.
    """

    kind: Any
    items: Sequence[Crumb] = ()
    state: StationState = "next"
    when: datetime | date | None = None
    note: Any = ""


@dataclass(frozen=True)
class Event:
    """Something that happened: who, what, when; `entry_url` leads to the record."""

    when: datetime | date
    text: Any
    who: Any = ""
    body: Any = ""
    entry_url: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Step:
    """A step of a form or a procedure."""

    label: Any
    state: Literal["done", "current", "next"] = "next"
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """A view of the same thing; tabs are links."""

    label: Any
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class FileLink:
    """A file to fetch; `size` in bytes."""

    label: Any
    url: str
    kind: str = ""
    size: int | None = None
    note: Any = ""


@dataclass(frozen=True)
class Receipt:
    """What somebody gets who acted: the leaf's hash, when, and by when it is in the record."""

    leaf_hash: str
    time: datetime
    verify_url: str = ""
    download_url: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """Why something cannot be done: the rule's words and where the rule stands.

    why_url: the page that says who may do it, and by which law.
    """

    text: Any
    provision: Any = ""
    provision_url: str = ""
    remedy: Any = ""
    remedy_url: str = ""
    why_url: str = ""


@dataclass(frozen=True)
class Answered:
    """One line of 'check your answers'; `change_url` leads back to the question."""

    question: Any
    answer: Any
    change_url: str = ""


@dataclass(frozen=True)
class OfficeLine:
    """A person as the house shows one: a name with duties, no rank and no portrait."""

    name: Any
    duties: Any = ""
    body: Any = ""
    url: str = ""
    body_url: str = ""
    mandate_url: str = ""
    until: date | None = None
    kind: Literal["office", "person", "organisation"] = "office"
    extra: dict[str, Any] = field(default_factory=dict)
