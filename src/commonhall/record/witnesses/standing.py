"""How the log stands with its witnesses: the hall's policy, who cosigned what, and what is overdue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.record import configuration, entry_format, published_checkpoints
from commonhall.record.models import Checkpoint, Cosignature, Log
from commonhall.record.witnesses.policy import EMPTY, Policy

FILE = "witnesses.json"
# The witness says that our log is not what it was: somebody must look at once.
ALARMING = frozenset({"ahead", "refused", "conflict"})
LOOKED_THROUGH = 500
TROUBLES = {
    "unreachable": _("it is not answering"),
    "unknown-log": _("it does not know this record yet"),
    "unknown-key": _("it knows another key of this record"),
    "refused": _("it says that this record was changed"),
    "conflict": _("it says that this record was changed"),
    "ahead": _("it has seen more of this record than exists now"),
    "forgot": _("it has lost what it confirmed before"),
    "wrong-clock": _("its clock is wrong"),
}

Query = Callable[[], Policy]


def _none() -> Policy:
    return EMPTY


_query: Query = _none


def read_policy_by(query: Query) -> None:
    """Let the app that keeps the hall's settings say what its policy is."""
    global _query
    _query = query


def policy_in_force() -> Policy:
    """The hall's policy as it is settled now; one without witnesses where none is."""
    return _query()


@dataclass(frozen=True)
class Witnessed:
    """The newest checkpoint (its number) that enough witnesses cosigned. at: when the last did, Unix seconds."""

    checkpoint: int
    size: int
    at: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class WitnessState:
    """One witness: the largest size it cosigned (0: none), when (Unix seconds), and what is wrong with it."""

    name: str
    size: int = 0
    time: int = 0
    trouble: str = ""
    message: str = ""

    @property
    def why(self) -> str:
        """Why it did not cosign, for people; "" if it did."""
        return (
            str(TROUBLES.get(self.trouble, _("we could not understand its answer")))
            if self.trouble
            else ""
        )

    @property
    def at(self) -> datetime | None:
        """When it cosigned last."""
        return datetime.fromtimestamp(self.time, UTC) if self.time else None


@dataclass(frozen=True)
class Standing:
    """What the foot of the pages and the record's page show. newest: size of the newest checkpoint."""

    origin: str = ""
    newest: int = 0
    needed: int = 0
    witnesses: tuple[WitnessState, ...] = ()
    witnessed: Witnessed | None = None
    # When the first checkpoint was signed that not enough have cosigned yet; "" if there is none.
    waiting_since: str = ""
    demands: bool = field(default=False)

    @property
    def have(self) -> list[str]:
        """Names of those who cosigned the newest checkpoint."""
        return [one.name for one in self.witnesses if self.newest and one.size >= self.newest]

    @property
    def count(self) -> int:
        """How many cosigned `size` entries."""
        return len(self.witnessed.names) if self.witnessed else len(self.have)

    @property
    def size(self) -> int:
        """The entries that enough have vouched for; where none is enough, those of the newest checkpoint."""
        return self.witnessed.size if self.witnessed else self.newest

    @property
    def is_late(self) -> bool:
        """Have entries waited for the witnesses longer than the hall allows?"""
        if not (self.demands and self.waiting_since):
            return False
        waited = datetime.now(UTC) - entry_format.parse_moment(self.waiting_since)
        return waited.total_seconds() > configuration.witness_delay()


def last_cosigned(log: Log, keys: Iterable[str]) -> dict[str, tuple[int, int]]:
    """By verifier key: size and time of the newest cosignature of a log (a query a key)."""
    found = {}
    for key in keys:
        rows = Cosignature.objects.filter(key=key, checkpoint__log=log).order_by("-id")
        if last := rows.values_list("checkpoint__size", "time").first():
            found[key] = last
    return found


def witnessed(log: Log, policy: Policy) -> Witnessed | None:
    """The newest checkpoint on which the policy's quorum holds (one query)."""
    if not policy.demands:
        return None
    names = {str(one.key): one.name for one in policy.witnesses.values()}
    rows = Cosignature.objects.filter(checkpoint__log=log, key__in=names)
    rows = rows.order_by("-checkpoint_id", "id")
    newest = rows.values_list("checkpoint_id", "checkpoint__size", "key", "time")[:LOOKED_THROUGH]
    for (number, size), group in groupby(newest, key=lambda row: row[:2]):
        some = {names[key]: time for _one, _size, key, time in group}
        if policy.holds(some):
            return Witnessed(number, size, max(some.values()), tuple(some))
    return None


def now(
    policy: Policy, newest: Checkpoint | None, troubles: Mapping[str, tuple[str, str]]
) -> Standing:
    """How it stands, from the database; troubles: by name of the witness, (code, message)."""
    many = policy.witnesses.values()
    if newest is None:
        states = tuple(WitnessState(one.name) for one in many)
        return Standing(needed=policy.needed, witnesses=states, demands=policy.demands)
    log = newest.log
    last = last_cosigned(log, [str(one.key) for one in many])
    enough = witnessed(log, policy)
    beyond = Checkpoint.objects.filter(log=log, size__gt=enough.size if enough else -1)
    first = beyond.order_by("size", "id").values_list("signed_at", flat=True).first()
    states = tuple(
        WitnessState(one.name, *last.get(str(one.key), (0, 0)), *troubles.get(one.name, ("", "")))
        for one in many
    )
    waiting = entry_format.moment(first) if first and policy.demands else ""
    return Standing(log.origin, newest.size, policy.needed, states, enough, waiting, policy.demands)


def keep(policy: Policy, newest: Checkpoint | None, asked: Mapping[str, tuple[str, str]]) -> None:
    """Write the file. asked: what each witness answered that was asked just now, (code, message).

    The trouble of a witness that was not asked stands until it has cosigned again.
    """
    troubles = {one.name: (one.trouble, one.message) for one in read().witnesses if one.trouble}
    troubles.update({name: said for name, said in asked.items() if said[0] != "cosigned"})
    for name, said in asked.items():
        if said[0] == "cosigned":
            troubles.pop(name, None)
    path = published_checkpoints.folder() / FILE
    if not policy.witnesses:
        path.unlink(missing_ok=True)
        return
    text = json.dumps(asdict(now(policy, newest, troubles)), ensure_ascii=False, sort_keys=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        published_checkpoints.replace(path, text)


def read() -> Standing:
    """How it stood when the witnesses were asked last, from the file; an empty one without it."""
    try:
        text = (published_checkpoints.folder() / FILE).read_text(encoding="utf-8")
        return _read(json.loads(text))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return Standing()


def _read(found: dict[str, Any]) -> Standing:
    states = tuple(WitnessState(**one) for one in found.pop("witnesses"))
    enough = found.pop("witnessed")
    if enough is not None:
        enough = Witnessed(**{**enough, "names": tuple(enough["names"])})
    return Standing(witnesses=states, witnessed=enough, **found)


def alarm() -> tuple[str, str] | None:
    """(code, message) of what an operator must know: a witness that contradicts, or too few that cosign."""
    policy = policy_in_force()
    if not policy.witnesses:
        return None
    for one in read().witnesses:
        if one.trouble in ALARMING and one.name in policy.witnesses:
            return "witness-contradicts", f"the witness {one.name} does not cosign: {one.message}"
    log = Log.objects.order_by("-id").first()
    newest = Checkpoint.objects.filter(log=log).select_related("log").order_by("-id").first()
    stands = now(policy, newest, {})
    if stands.is_late:
        have = stands.witnessed.size if stands.witnessed else 0
        return (
            "unwitnessed",
            f"since {stands.waiting_since} fewer than {stands.needed} witnesses have cosigned more than"
            f" {have} entries",
        )
    return None
