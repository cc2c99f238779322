"""Following another hall's log: whatever it shows now must extend whatever it showed before.

The follower keeps one small file. It believes the keys it pinned, the checkpoints it saw and, where it was told
which, the witnesses; never the hall. What it kept is only replaced by what extends it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from commonhall.record import checkpoints, key_changes, merkle, notes
from commonhall.record.following_state import Alarm, Seen, Shown, State
from commonhall.record.key_changes import Chain, Change
from commonhall.record.notes import NoteError, VerifierKey
from commonhall.record.witnesses import policy
from commonhall.record.witnesses.policy import Policy

DELAY_SECONDS = 3600
"""How long a checkpoint may wait for its witnesses, and what a witness saw for the hall to show it."""
MOST_EVIDENCE = 20


class View(Protocol):
    """What the hall shows to this follower. Raises `readers.SourceError` where it cannot be read."""

    def offered(self) -> dict[str, Any]:
        """Its ``keys.json``."""

    def checkpoint(self, number: int) -> str: ...

    def witnessed(self, number: int) -> str | None:
        """The newest checkpoint that enough witnesses cosigned, None where there is none."""

    def consistency(self, number: int, first: int, second: int) -> list[bytes] | None:
        """Proof that the larger tree extends the smaller; None where the hall gives none."""

    def at_witness(self, url: str, origin: str) -> str | None:
        """What a witness saw last of a log; None where it cannot be asked or has seen nothing."""


class Look:
    """One look at a hall; `run` brings the state up to date and says what is wrong."""

    def __init__(self, view: View, state: State, now: datetime | None = None) -> None:
        self.view, self.state = view, state
        self.now = int((now or datetime.now(UTC)).timestamp())
        self.offered = view.offered()
        self.alarms: list[Alarm] = []
        self.notices: list[str] = []
        self.policy = policy.parse(state.policy) if state.policy else Policy()
        self.changes = self._all_changes()
        self.chains: dict[str, Chain] = {}

    def run(self) -> list[Alarm]:
        rows = self._rows()
        if not self.state.keys:
            self.state.keys = [key for _number, row in rows for key in _texts(row.get("keys"))]
            self.notices.append(
                "the keys were taken from the hall; compare them with a second place"
            )
        names = [str(row.get("origin")) for _number, row in rows]
        for origin in self.state.logs:
            if origin not in names:
                self._alarm("log_gone", f"the log {origin} is not there any more")
        for at, (number, row) in enumerate(rows):
            self._log(number, str(row.get("origin")), rows[at + 1 :])
        if self.policy.demands and rows:
            number, row = rows[-1]
            self._witnesses(number, str(row.get("origin")))
        return self.alarms

    # --- the hall's own word ---------------------------------------------------------------------------
    def _rows(self) -> list[tuple[int, dict[str, Any]]]:
        found = self.offered.get("logs")
        rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        if not rows:
            self._alarm("no_log", "the hall names no log")
        return list(enumerate(rows, start=1))

    def _log(self, number: int, origin: str, later: list[tuple[int, dict[str, Any]]]) -> None:
        known = self.state.logs.setdefault(origin, Seen())
        note = self.view.checkpoint(number)
        if not note and not known.note:
            self.notices.append(f"{origin} has published nothing yet")
            return
        shown = self._read(note, origin)
        if shown is None:
            return
        if not self._keys_changed_here(number, origin, shown):
            return
        if shown.size < known.size and self._is_admitted(origin, known, later):
            self.notices.append(f"{origin} lost its end in a restore that the record admits")
            return
        if self._extends(number, origin, known, shown):
            known.size, known.root = shown.size, shown.root.hex()
            known.note, known.time = shown.note, shown.time

    def _read(self, note: str, origin: str) -> Shown | None:
        """A checkpoint that a pinned key signed for this log; an alarm where it is not one."""
        pinned = self.keys_for(origin)
        try:
            verified = checkpoints.verify(note, pinned)
        except (NoteError, checkpoints.CheckpointError) as error:
            self._unsigned(note, origin, pinned, error)
            return None
        stated = verified.checkpoint
        if stated.origin != origin:
            self._alarm("signature_wrong", f"a checkpoint of {stated.origin} is shown for {origin}")
            return None
        at = datetime.fromtimestamp(verified.time, UTC) if verified.time else None
        if why := self.chain(origin).refused(verified.keys, stated.size, at):
            self._alarm(why, f"{origin} is signed with a key that had ended")
            return None
        return Shown(stated.size, stated.root, note, verified.time or 0)

    def _unsigned(
        self, note: str, origin: str, pinned: list[VerifierKey], error: ValueError
    ) -> None:
        ids = {key.key_id for key in pinned}
        try:
            lines = [one for one in notes.parse(note).signatures if one.name == origin]
        except NoteError:
            lines = []
        if lines and not any(one.key_id in ids for one in lines):
            self._alarm("key_changed", f"{origin} is signed with a key that was not announced")
        else:
            self._alarm("signature_wrong", f"the checkpoint of {origin}: {error}")

    def keys_for(self, origin: str) -> list[VerifierKey]:
        """The keys that speak under a log's name: those pinned, and those they handed over to."""
        return key_changes.verifiers(self.chain(origin).keys, origin)

    def chain(self, origin: str) -> Chain:
        """A log reopened after a restore keeps the first one's keys."""
        family = notes.family(origin)
        if family not in self.chains:
            keys = [VerifierKey.parse(text) for text in self.state.keys]
            found = Chain({one.public for one in keys if notes.family(one.name) == family})
            for why in found.follow(
                one for one in self.changes if notes.family(one.origin) == family
            ):
                self._alarm("key_change_wrong", f"{origin}: {why}")
            self.chains[family] = found
        return self.chains[family]

    def _all_changes(self) -> list[Change]:
        """The changes that were seen before, then those that the hall offers beyond them."""
        kept = [key_changes.read(one) for one in self.state.changes]
        offered, wrong = key_changes.offered(self.offered)
        for why in wrong:
            self._alarm("key_change_wrong", why)
        known = {(one.origin, one.index) for one in kept}
        return kept + [one for one in offered if (one.origin, one.index) not in known]

    def _keys_changed_here(self, number: int, origin: str, shown: Shown) -> bool:
        """Keep changes that are new, if the checkpoints they stand under are ones of the log that is shown."""
        newest = (shown.size, shown.root, shown.note)
        for change in self.chain(origin).followed:
            if change.origin != origin or change.as_dict() in self.state.changes:
                continue
            stated = checkpoints.parse(change.checkpoint)
            covering = (stated.size, stated.root, change.checkpoint)
            pair = sorted([covering, newest], key=lambda one: one[0])
            if not self._agree(number, origin, pair[0], pair[1], "the change of key"):
                return False
            self.state.changes.append(change.as_dict())
            what = "was replaced, as announced" if change.new else "was revoked"
            self.notices.append(
                f"{origin}: the key {change.key.hex()[:16]} {what} in entry {change.index}"
            )
        return True

    def _is_admitted(
        self, origin: str, known: Seen, later: list[tuple[int, dict[str, Any]]]
    ) -> bool:
        """Does a later log, in a note that we can check, name what we saw as its lost predecessor?"""
        for _number, row in later:
            try:
                before = checkpoints.verify(str(row.get("predecessor")), self.keys_for(origin))
            except ValueError:
                continue
            stated = before.checkpoint
            if stated.origin == origin and stated.size >= known.size:
                return stated.size > known.size or stated.root.hex() == known.root
        return False

    def _extends(self, number: int, origin: str, known: Seen, shown: Shown) -> bool:
        """Does what is shown extend what was seen? An alarm, and evidence, where it does not."""
        if shown.size < known.size:
            self._convict(known.note, shown.note)
            self._alarm(
                "rolled_back",
                f"{origin} had {known.size} entries and now shows {shown.size}",
            )
            return False
        return self._agree(
            number,
            origin,
            (known.size, bytes.fromhex(known.root), known.note),
            (shown.size, shown.root, shown.note),
            "what was seen before",
        )

    def _agree(
        self,
        number: int,
        origin: str,
        smaller: tuple[int, bytes, str],
        larger: tuple[int, bytes, str],
        label: str,
    ) -> bool:
        proof: list[bytes] | None = []
        if 0 < smaller[0] < larger[0]:
            proof = self.view.consistency(number, smaller[0], larger[0])
        if proof is None:
            self._alarm(
                "unproved",
                f"{origin} does not show that its {larger[0]} entries extend the {smaller[0]} of {label}",
            )
            return False
        try:
            merkle.verify_consistency(smaller[0], larger[0], smaller[1], larger[1], proof)
        except merkle.ProofError as error:
            self._convict(smaller[2], larger[2])
            self._alarm(
                "split_view",
                f"{origin}: the {larger[0]} entries shown do not extend the {smaller[0]} of {label} ({error})",
            )
            return False
        return True

    # --- the witnesses' word -----------------------------------------------------------------------------
    def _witnesses(self, number: int, origin: str) -> None:
        known = self.state.logs[origin]
        if not known.note or self.alarms:
            return
        vouched = self._vouched(number, origin)
        if vouched >= known.waiting:
            known.waiting, known.since = (-1, 0)
        if vouched < known.size and known.waiting < 0:
            known.waiting, known.since = known.size, min(known.time or self.now, self.now)
        if known.waiting >= 0 and self.now - known.since > DELAY_SECONDS:
            at = datetime.fromtimestamp(known.since, UTC).isoformat()
            self._alarm(
                "unwitnessed",
                f"since {at} {origin} shows nothing new that enough witnesses have cosigned",
            )
        for one in self.policy.witnesses.values():
            if one.url:
                self._compare(number, origin, one)

    def _vouched(self, number: int, origin: str) -> int:
        """The size for which enough witnesses vouch, of a checkpoint that agrees with what is shown; -1: none."""
        known = self.state.logs[origin]
        note = self.view.witnessed(number)
        for text in (known.note, note):
            if text is None or (shown := self._read(text, origin)) is None:
                continue
            found, wrong = self.policy.cosigned(notes.parse(text), self.now + 300)
            if wrong:
                self._alarm("cosignature_wrong", f"{origin}: wrong signature of {', '.join(wrong)}")
            if not self.policy.holds(one.witness.name for one in found):
                continue
            newest = (known.size, bytes.fromhex(known.root), known.note)
            pair = sorted([(shown.size, shown.root, shown.note), newest], key=lambda one: one[0])
            if self._agree(number, origin, pair[0], pair[1], "its own witnesses"):
                return shown.size
        return -1

    def _compare(self, number: int, origin: str, witness: policy.Witness) -> None:
        """Hold what a witness was shown against what we are shown."""
        known = self.state.logs[origin]
        note = self.view.at_witness(witness.url, origin)
        if note is None:
            self.notices.append(f"the witness {witness.name} could not be asked what it saw")
            return
        try:
            notes.verify(note, [witness.key])
            verified = checkpoints.verify(note, self.keys_for(origin))
        except (NoteError, checkpoints.CheckpointError) as error:
            self.notices.append(
                f"the witness {witness.name} shows nothing that can be checked: {error}"
            )
            return
        stated = verified.checkpoint
        mine = (known.size, bytes.fromhex(known.root), known.note)
        theirs = (stated.size, stated.root, note)
        label = f"the witness {witness.name}"
        if stated.origin != origin:
            self.notices.append(f"{label} shows another log")
        elif stated.size > known.size:
            self._held_back(number, origin, label, theirs)
        else:
            self._agree(number, origin, theirs, mine, label)

    def _held_back(
        self, number: int, origin: str, label: str, theirs: tuple[int, bytes, str]
    ) -> None:
        """A witness has seen more: the hall may have grown meanwhile, or it keeps its new entries from us."""
        known = self.state.logs[origin]
        again = self._read(self.view.checkpoint(number), origin)
        if again is None or not self._extends(number, origin, known, again):
            return
        if again.size < theirs[0]:
            self._alarm(
                "held_back",
                f"{label} has seen {theirs[0]} entries of {origin}, of which {again.size} are shown here",
            )
            return
        known.size, known.root = again.size, again.root.hex()
        known.note, known.time = again.note, again.time
        self._agree(number, origin, theirs, (again.size, again.root, again.note), label)

    def _alarm(self, code: str, message: str) -> None:
        if not any(one.code == code and one.message == message for one in self.alarms):
            self.alarms.append(Alarm(code, message))

    def _convict(self, one: str, other: str) -> None:
        pair = [one, other]
        if one and pair not in self.state.evidence and len(self.state.evidence) < MOST_EVIDENCE:
            self.state.evidence.append(pair)


def _texts(value: Any) -> list[str]:
    """Verifier keys in what the hall offers; what is none is left out."""
    found = []
    for text in value if isinstance(value, list) else []:
        try:
            found.append(str(VerifierKey.parse(str(text))))
        except NoteError:
            continue
    return found
