"""What is needed to seal a ballot of a vote, to check a sealed one and to open it: the paper, public and the same for all.

Pure. A voter's browser, `commonhall ballot check` and the tellers' pages all go by it; tellers sign its digest together
with what they opened, so that no other keys and no other options can be put under their hands.

    ballot-paper  {"commonhall": "ballot-paper", "vote", "need", "tellers": [[number, public key], …], "size",
                   "form", "most", "per_place", "budget": minor units that bind or null,
                   "options": [[code, name, cost, place], …] by their codes}
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonhall.decisions.votes import envelopes, unopened
from commonhall.decisions.votes.envelopes import BLOCK, Ballot, EnvelopeError
from commonhall.decisions.votes.secret_shares import WIDTH, ShareError, join

KIND = "ballot-paper"
#: What a tracker looks like: seven groups of four signs.
TRACKER = re.compile(rf"[{envelopes.SIGNS}]{{4}}(-[{envelopes.SIGNS}]{{4}}){{6}}")
MOST_VALUE = 10**9


@dataclass(frozen=True)
class Paper:
    """keys: number of a teller → public key. codes: of the options on the ballot, in text order. size: bytes to which a
    ballot is padded."""

    vote: str
    need: int
    keys: Mapping[int, str]
    codes: tuple[str, ...]
    size: int

    @property
    def digest(self) -> str:
        """SHA-256 over what decides whether an envelope holds a ballot, hexadecimal digits."""
        lines = ["commonhall paper v1", self.vote, str(self.need)]
        lines += [f"{number} {key}" for number, key in sorted(self.keys.items())]
        said = "\n".join([*lines, "", *self.codes])
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def length(self) -> int:
        """Bytes of every envelope of the vote."""
        return envelopes.length(len(self.keys), self.size)

    def seal(self, ballot: Ballot, seed: bytes | None = None) -> bytes:
        return envelopes.seal(ballot, self.keys, self.need, self.vote, self.size, seed)

    def takes(self, envelope: bytes) -> bool:
        """May it be cast? Right length, and a point of the curve; more shows only when it is opened."""
        return len(envelope) == self.length and envelopes.is_point(envelope[: envelopes.POINT])

    def read(self, envelope: bytes, given: Mapping[int, bytes]) -> Ballot | None:
        """The ballot in an envelope; None where it holds none, whichever tellers open it.

        given: number of a teller → their part, or their proof that it does not open. Raises `EnvelopeError` where
        something given is neither.
        """
        if not self.takes(envelope):
            return None
        numbers = sorted(self.keys)
        proven = False
        for number, one in given.items():
            proven |= self._is_proof(envelope, numbers.index(number), number, one)
        if proven:
            return None
        try:
            ballot = envelopes.unseal(envelope, given, len(numbers), self.vote)
            seed = join(given)
        except (ShareError, EnvelopeError):
            return None
        if not envelopes.is_sealed_so(envelope, seed, self.keys, self.need, self.vote):
            return None
        return ballot if is_ballot(ballot, self.codes) else None

    def _is_proof(self, envelope: bytes, place: int, number: int, given: bytes) -> bool:
        """Is it a proof, and not the part itself?"""
        if len(given) == WIDTH and envelopes.fits(envelope, place, given):
            return False
        cut = envelopes.for_teller(envelope, place)
        if unopened.is_proven(given, cut, self.keys[number], number, self.vote):
            return True
        raise EnvelopeError(f"what teller {number} gave is neither their part nor a proof")


def is_ballot(ballot: Ballot, codes: Iterable[str]) -> bool:
    """Can it be published whole? Only trackers and options of the vote, nothing else, can stand on a ballot."""
    there = set(codes)
    return bool(TRACKER.fullmatch(ballot.tracker)) and all(
        code in there and type(value) is int and 0 < value < MOST_VALUE
        for code, value in ballot.choices
    )


def size_of(codes: Iterable[str], most_options: int, most_value: int) -> int:
    """Bytes to which every ballot of a vote is padded: enough for the longest that holds by its terms."""
    lines = sorted(
        (len(json.dumps([code, most_value], separators=(",", ":"))) + 1 for code in codes),
        reverse=True,
    )
    tracker = "-".join(["0000"] * 7)
    long = len(envelopes.text_of(Ballot(tracker, ()))) + sum(lines[:most_options])
    return long + -long % BLOCK


def read_paper(text: str) -> tuple[Paper, dict[str, str]]:
    """The paper in a file, and code → name of its options. Raises ValueError."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said.get("commonhall") != KIND:
            raise ValueError("this is no ballot paper")
        names = {str(code): str(name) for code, name, *_rest in said["options"]}
        keys = {int(number): str(key) for number, key in said["tellers"]}
        size = int(said["size"])
        paper = Paper(str(said["vote"]), int(said["need"]), keys, tuple(sorted(names)), size)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the ballot paper is damaged") from error
    if size % BLOCK or not 1 <= paper.need <= len(keys):
        raise ValueError("the ballot paper is damaged")
    return paper, names


@dataclass(frozen=True)
class Checked:
    """What an envelope that was opened as a test holds. own_tracker: was its tracker made as browsers make it?"""

    digest: str
    tracker: str
    choices: Sequence[tuple[str, int]]
    own_tracker: bool


def check(paper: Paper, text: str) -> Checked:
    """Seal again what a voter's browser says it sealed, and say what is in it. Raises ValueError.

    text: the file that the page of the vote saves: {"commonhall": "opened-envelope", "vote", "digest", "seed", "ballot",
    "mark", "own", "server"}. Its digest must be what the page showed before anybody knew that it would be opened.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        if said.get("commonhall") != "opened-envelope":
            raise ValueError("this is not the file of an opened envelope")
        if said["vote"] != paper.vote:
            raise ValueError("this envelope belongs to another vote than the ballot paper")
        ballot = envelopes.ballot_of(str(said["ballot"]).encode())
        sealed = paper.seal(ballot, bytes.fromhex(str(said["seed"])))
        halves = [str(said[name]) for name in ("mark", "own", "server")]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("the file of the opened envelope is damaged") from error
    found = envelopes.digest(sealed)
    if found != said["digest"]:
        raise ValueError(
            "it does not hold what the page said: sealed again it has another fingerprint"
        )
    tracker = envelopes.mixed_tracker(paper.vote, *halves)
    return Checked(found, ballot.tracker, ballot.choices, ballot.tracker == tracker)
