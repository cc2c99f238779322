"""Which witnesses there are and how many of them must cosign: C2SP ``tlog-policy``. Pure.

A policy is a text of lines ``log KEY [URL]``, ``witness NAME KEY [URL]``, ``group NAME K MEMBER…`` and one
``quorum NAME``. What a hall settles is the simplest of them: k of n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from commonhall.record import notes
from commonhall.record.notes import COSIGNATURE, Note, NoteError, VerifierKey

NONE = "none"
MOST = 32
"""Witnesses, groups and logs that are read; the specification asks for at least so many."""


class PolicyError(ValueError):
    """The text is no policy; the message names the line."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Somebody who cosigns. url: where checkpoints are submitted, "" if nowhere."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's word for a checkpoint; ``time`` is the signed Unix time."""

    witness: Witness
    time: int
    signature: notes.Signature


@dataclass(frozen=True)
class Policy:
    """Witnesses by name, groups by name (how many of which members), and the name that must hold."""

    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = NONE
    logs: tuple[VerifierKey, ...] = ()

    @property
    def demands(self) -> bool:
        """Must anybody cosign?"""
        return self.quorum != NONE

    @property
    def needed(self) -> int:
        """How many cosign at least before the quorum can hold."""
        return self._least(self.quorum)

    def _least(self, name: str) -> int:
        if name not in self.groups:
            return int(name in self.witnesses)
        count, members = self.groups[name]
        return sum(sorted(self._least(one) for one in members)[:count])

    def holds(self, names: Iterable[str]) -> bool:
        """Do the witnesses of these names make the quorum?"""
        return not self.demands or self._is_met(self.quorum, set(names))

    def _is_met(self, name: str, names: set[str]) -> bool:
        if name not in self.groups:
            return name in names
        count, members = self.groups[name]
        return sum(self._is_met(one, names) for one in members) >= count

    def cosigned(self, note: Note, latest: int | None = None) -> tuple[list[Cosigned], list[str]]:
        """Who of the witnesses cosigned a note, and names of those whose signature on it is wrong.

        latest: Unix time after which a cosignature would come from the future.
        """
        known = {(one.key.name, one.key.key_id): one for one in self.witnesses.values()}
        found: dict[str, Cosigned] = {}
        wrong: list[str] = []
        for signature in note.signatures:
            witness = known.get((signature.name, signature.key_id))
            if witness is None:
                continue
            try:
                time = witness.key.check(note.text, signature)
            except NoteError:
                time = None
            if not time or time >= 1 << 63 or (latest is not None and time > latest):
                wrong.append(witness.name)
            else:
                found.setdefault(witness.name, Cosigned(witness, time, signature))
        return list(found.values()), wrong

    def __str__(self) -> str:
        lines = [f"log {key}" for key in self.logs]
        lines += [
            f"witness {one.name} {one.key} {one.url}".rstrip() for one in self.witnesses.values()
        ]
        lines += [
            f"group {name} {count} {' '.join(members)}"
            for name, (count, members) in self.groups.items()
        ]
        return "".join(f"{line}\n" for line in [*lines, f"quorum {self.quorum}"])


EMPTY = Policy()


def k_of(needed: int, witnesses: Sequence[Witness]) -> Policy:
    """At least so many of these; raises `PolicyError` where that cannot be."""
    named = {one.name: one for one in witnesses}
    if len(named) != len(witnesses):
        raise PolicyError("two witnesses have one name")
    _refuse_twins([one.key for one in witnesses])
    if not 0 <= needed <= len(witnesses):
        raise PolicyError(f"{needed} of {len(witnesses)} witnesses cannot cosign")
    if not needed:
        return Policy(named)
    # A group's name stands beside those of the witnesses.
    group = next(one for one in ("enough", *map(str, range(MOST + 1))) if one not in named)
    return Policy(named, {group: (needed, tuple(named))}, group)


def parse(text: str) -> Policy:
    """Read a policy; raises `PolicyError` naming the line."""
    return _Reader().read(text)


def witness_key(text: str) -> VerifierKey:
    """A witness's public key; raises `NoteError` for one that does not cosign (Ed25519, type 0x04)."""
    key = VerifierKey.parse(text)
    if key.kind != COSIGNATURE:
        raise NoteError("the key is not one of a witness (Ed25519 cosignatures, type 4)")
    return key


def _refuse_twins(keys: Sequence[VerifierKey]) -> None:
    if len({key.public for key in keys}) != len(keys):
        raise PolicyError("a public key stands there twice")


class _Reader:
    def __init__(self) -> None:
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.logs: list[VerifierKey] = []
        self.grouped: set[str] = set()
        self.quorum = ""

    def read(self, text: str) -> Policy:
        for number, line in enumerate(text.split("\n"), 1):
            # Space and tab alone part words here, not what else Unicode calls a space.
            words = [one for one in line.replace("\t", " ").split(" ") if one]
            if not words or words[0].startswith("#"):
                continue
            try:
                self._take(words)
            except (PolicyError, NoteError) as error:
                raise PolicyError(f"line {number}: {error}") from error
        if not self.quorum:
            raise PolicyError("there is no line quorum NAME")
        return Policy(self.witnesses, self.groups, self.quorum, tuple(self.logs))

    def _take(self, words: list[str]) -> None:
        known = {"log": self._log, "witness": self._witness, "group": self._group}
        if words[0] == "quorum" and len(words) == 2:
            self._quorum(words[1])
        elif words[0] in known:
            known[words[0]](words[1:])
        else:
            raise PolicyError("begin it with log, witness, group or quorum")

    def _log(self, words: list[str]) -> None:
        if not 1 <= len(words) <= 2:
            raise PolicyError("write log KEY URL")
        self.logs.append(VerifierKey.parse(words[0]))
        _refuse_twins(self.logs)

    def _witness(self, words: list[str]) -> None:
        if not 2 <= len(words) <= 3:
            raise PolicyError("write witness NAME KEY URL")
        self._name(words[0])
        self.witnesses[words[0]] = Witness(words[0], witness_key(words[1]), *words[2:])
        _refuse_twins([one.key for one in self.witnesses.values()])

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyError("write group NAME K MEMBER…")
        name, many, *members = words
        self._name(name)
        for one in members:
            if one not in self.witnesses and one not in self.groups:
                raise PolicyError(f"{one} is no witness or group named above")
            if one in self.grouped:
                raise PolicyError(f"{one} belongs to a group already")
            self.grouped.add(one)
        plain = many.isascii() and many.isdigit()
        count = {"all": len(members), "any": 1}.get(many, int(many) if plain else 0)
        if not 1 <= count <= len(members):
            raise PolicyError(f"{many} of {len(members)} members cannot be")
        self.groups[name] = (count, tuple(members))

    def _name(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyError(f"the name {name} is taken")
        if max(len(self.witnesses), len(self.groups)) >= MOST:
            raise PolicyError(f"up to {MOST} witnesses and groups are read")

    def _quorum(self, name: str) -> None:
        if self.quorum:
            raise PolicyError("there is a second quorum")
        if name != NONE and name not in self.witnesses and name not in self.groups:
            raise PolicyError(f"{name} is no witness or group named above")
        self.quorum = name
