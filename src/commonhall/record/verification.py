"""Verifying a record, wherever it is read from: `verify` and what it trusts.

What is believed: the keys that were pinned, the checkpoints somebody kept, and receipts. All else,
database, tiles, files, is compared against these and against itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from commonhall.record import checkpoints, entry_format, key_changes, merkle, notes, receipts
from commonhall.record.checkpoints import Checkpoint
from commonhall.record.key_changes import Chain
from commonhall.record.keys import receipt_name
from commonhall.record.log_verification import Claim, LogWalk, check_row
from commonhall.record.notes import NoteError, VerifierKey
from commonhall.record.readers import LogInfo, RecordSource, SignedNote
from commonhall.record.receipts import Receipt
from commonhall.record.reports import Finding, Report
from commonhall.record.witnesses.checking import WitnessCheck
from commonhall.record.witnesses.policy import Policy

__all__ = ["Finding", "Report", "register_check", "verify"]

Check = Callable[[RecordSource, Report], None]
_checks: dict[str, Check] = {}
WITNESS_DELAY = timedelta(hours=1)
"""How long a checkpoint may wait for its witnesses. Not what the source offers: it would offer more."""


def register_check(name: str, check: Check) -> None:
    """Let an app above add a check, run after the log's own: ``check(source, report)``."""
    _checks[name] = check


def verify(
    source: RecordSource,
    *,
    pinned: Iterable[VerifierKey] = (),
    kept: Iterable[str] = (),
    promised: Iterable[str] = (),
    witnesses: Policy | None = None,
    step: Callable[[int], None] = lambda count: None,
) -> Report:
    """Check everything that can be checked.

    pinned: keys the verifier trusts; without any, those the source offers are used, and the report
    says so. kept: checkpoints (signed notes) the verifier kept from earlier. promised: receipts
    (signed notes). witnesses: who must have cosigned the newest log; None demands nobody. step: told how
    many further entries were read.
    """
    return _Verification(source, list(pinned), list(kept), list(promised), witnesses, step).run()


class _Verification:
    def __init__(
        self,
        source: RecordSource,
        pinned: list[VerifierKey],
        kept: list[str],
        promised: list[str],
        witnesses: Policy | None,
        step: Callable[[int], None],
    ) -> None:
        self.source, self.step = source, step
        self.report = Report(source.name)
        self.offered = _parse_keys(source.keys())
        self.kept, self.promised = kept, promised
        self.pinned = pinned
        self.changes, self.unproved = key_changes.offered(source.keys())
        self.chains: dict[str, Chain] = {}
        self.older: dict[str, int] = {}
        self.trusted = pinned or self.offered
        self.delay = timedelta(seconds=_offered_delay(source.keys()))
        self.witnesses = witnesses
        self.wanted: dict[str, Receipt] = {}
        self.by_leaf: dict[bytes, str] = {}
        self.found: dict[str, bytes] = {}
        self.read: dict[str, Claim] = {}

    def run(self) -> Report:
        started = time.monotonic()
        self._check_keys()
        # What was published is read before the head: a log that grows meanwhile is not behind it.
        outside = list(self.source.outside())
        logs = self.source.logs()
        self._read_receipts()
        for log in logs:
            self._walk(log, logs, outside)
        self._check_unknown_logs(logs, outside)
        self._check_waiting()
        self._check_receipts()
        for code, message in self.source.troubles():
            self.report.add(code, message)
        for check in _checks.values():
            check(self.source, self.report)
        self.report.seconds = time.monotonic() - started
        return self.report

    # --- keys ----------------------------------------------------------------------------------
    def _check_keys(self) -> None:
        for why in self.unproved:
            self.report.add("key_change_wrong", why)
        if not self.trusted:
            self.report.add("no_key", "there is no key to check signatures with; give one")
        elif not self.pinned:
            self.report.add(
                "unpinned",
                "signatures are checked with the keys this source offers; pin keys you kept",
                severity="notice",
            )
        else:
            trusted = {key.public for key in self.pinned}
            for key in self.offered:
                own = [
                    one for one in self.pinned if notes.family(one.name) == notes.family(key.name)
                ]
                known = trusted | self.chain(key.name).keys | self.chain(key.name).older
                if own and key.public not in known:
                    self.report.add("key_changed", f"the source offers another key for {key.name}")

    def chain(self, name: str) -> Chain:
        """The keys that speak for a log: those trusted, and those they handed over to in the log itself.

        A log reopened after a restore keeps its first log's keys.
        """
        family = notes.family(name)
        if family not in self.chains:
            own = {key.public for key in self.trusted if notes.family(key.name) == family}
            found = self.chains[family] = Chain(own)
            changes = [one for one in self.changes if notes.family(one.origin) == family]
            for why in found.follow(changes):
                self.report.add("key_change_wrong", why, name)
            for one in found.followed:
                what = "handed over to" if one.new else "was revoked:"
                key = (one.new or one.key).hex()[:16]
                text = f"entry {one.index}: the key {one.key.hex()[:16]} {what} {key}"
                self.report.add("key_followed", text, one.origin, "notice")
        return self.chains[family]

    def keys_for(self, name: str) -> list[VerifierKey]:
        """The keys that speak under a name, plain and for the signed time."""
        return key_changes.verifiers(self.chain(name).keys, name)

    # --- a log -----------------------------------------------------------------------------------
    def _walk(self, log: LogInfo, logs: list[LogInfo], outside: list[SignedNote]) -> None:
        check = self._witness_check(log, logs)
        claims = list(self._own_claims(log, check))
        known = {(claim.size, claim.root) for claim in claims}
        closing = self._closing(log, logs)
        for signed in outside:
            claim = self._claim(log, signed, "forked", "the checkpoint published")
            if claim is None or (closing is not None and claim.size > closing.size):
                continue
            if (claim.size, claim.root) not in known:
                claims.append(replace(claim, signed_at=None))
        # A change of key was believed because of its checkpoint: it must be one of this log.
        changed = [one.checkpoint for one in self.chain(log.origin).followed]
        for note in (*self.kept, *changed):
            claim = self._claim(log, SignedNote(note, None), "forked", "the checkpoint you kept")
            if claim is None:
                continue
            if closing is not None and claim.size > closing.size:
                self.report.add(
                    "tail_lost",
                    f"the checkpoint you kept covers {claim.size} entries; those from"
                    f" {closing.size} on were lost in a restore that the record admits",
                    log.origin,
                    "notice",
                )
                continue
            claims.append(replace(claim, signed_at=None))
        if closing is not None:
            claims.append(closing)
            self.report.add(
                "log_closed",
                f"{log.origin} was closed after a restore that kept {closing.size} entries",
                log.origin,
                "notice",
            )
        walk = LogWalk(self.source, log, claims, self.report, self.delay, self._saw, self.step)
        self.report.entries += walk.run()
        self.report.heads.append(
            {"origin": log.origin, "size": log.size, "root": walk.by_body.root().hex()}
        )

    def _witness_check(self, log: LogInfo, logs: list[LogInfo]) -> WitnessCheck | None:
        """Witnesses are asked of the newest log: its first entry says what became of the one before."""
        if self.witnesses is None or log != logs[-1]:
            return None
        return WitnessCheck(self.witnesses, WITNESS_DELAY)

    def _own_claims(self, log: LogInfo, check: WitnessCheck | None) -> Iterator[Claim]:
        size = -1
        for signed in self.source.checkpoints(log):
            self.report.checkpoints += 1
            claim = self._claim(log, signed, "root_differs", "a checkpoint")
            if claim is None:
                self._note_stranger(log, signed)
                continue
            if claim.size < size:
                self.report.add(
                    "checkpoint_shrank",
                    f"a log of {size} entries was later signed with {claim.size}",
                    f"{log.origin}@{claim.size}",
                )
            size = max(size, claim.size)
            if check is not None:
                check.take(claim, signed.note + signed.cosigned)
            yield claim
        if self.older.get(log.origin, -1) > size:
            text = "what was signed last was signed by a key that came before those you pinned"
            self.report.add("key_changed", text, log.origin)
        if check is not None:
            check.conclude(log.origin, self.source.now(), self.report)

    def _claim(self, log: LogInfo, signed: SignedNote, code: str, label: str) -> Claim | None:
        """A verified checkpoint of this log; a wrong signature is a finding and no claim."""
        if signed.note in self.read and signed.note.startswith(f"{log.origin}\n"):
            return replace(self.read[signed.note], code=code, label=label)
        try:
            stated = checkpoints.parse(signed.note)
        except ValueError as error:
            if code == "root_differs":
                self.report.add("checkpoint_malformed", str(error), log.origin)
            return None
        if stated.origin != log.origin:
            return None
        where = f"{log.origin}@{stated.size}"
        try:
            verified = checkpoints.verify(signed.note, self.keys_for(log.origin))
        except NoteError as error:
            self._note_signature(signed.note, stated, error)
            return None
        signed_at = datetime.fromtimestamp(verified.time, UTC) if verified.time else None
        if why := self.chain(log.origin).refused(verified.keys, stated.size, signed_at):
            self.report.add(why, "a checkpoint is signed by a key that had ended", where)
            return None
        when = datetime.fromtimestamp(verified.time, UTC) if verified.time else signed.signed_at
        if signed.signed_at and when != signed.signed_at:
            self.report.add("checkpoint_time", "the stored time is not the signed one", where)
        if signed.size not in (None, stated.size) or signed.root not in (None, stated.root):
            self.report.add("checkpoint_column", "columns differ from the signed note", where)
        claim = Claim(stated.size, stated.root, code, label, when)
        self.read[signed.note] = claim
        return claim

    def _note_signature(self, note: str, stated: Checkpoint, error: NoteError) -> None:
        if not self.trusted:
            return
        origin, where = stated.origin, f"{stated.origin}@{stated.size}"
        trusted = {key.key_id for key in self.keys_for(origin)}
        signers = [one for one in notes.parse(note).signatures if one.name == origin]
        older = {key.key_id for key in key_changes.verifiers(self.chain(origin).older, origin)}
        if signers and all(one.key_id in older for one in signers):
            # From before the key that was pinned: what that one signed later covers it.
            self.older[origin] = max(self.older.get(origin, 0), stated.size)
        elif signers and all(one.key_id not in trusted for one in signers):
            self.report.add("key_changed", "a checkpoint was signed with another key", where)
        else:
            self.report.add("checkpoint_signature", str(error), where)

    def _note_stranger(self, log: LogInfo, signed: SignedNote) -> None:
        with suppress(ValueError):
            origin = checkpoints.parse(signed.note).origin
            if origin != log.origin:
                self.report.add(
                    "checkpoint_column",
                    f"a checkpoint of {origin} stands under another log",
                    log.origin,
                )

    def _closing(self, log: LogInfo, logs: list[LogInfo]) -> Claim | None:
        """What a later log's first entry says about how much of this one survived a restore."""
        for later in logs:
            if later.number <= log.number or not later.predecessor:
                continue
            for row in self.source.leaves(later):
                with suppress(entry_format.BodyError, KeyError, ValueError):
                    body = entry_format.decode(row.body or "")
                    data = body["data"]
                    if body["action"] == "record.reopen" and data["restored_origin"] == log.origin:
                        root = bytes.fromhex(data["restored_root"])
                        return Claim(data["restored_size"], root, "forked", "the reopening")
                if row.place > 1000:
                    break
        return None

    def _check_unknown_logs(self, logs: list[LogInfo], outside: list[SignedNote]) -> None:
        known = {log.origin for log in logs}
        # A log that a later one names as its predecessor was lost and is admitted to be.
        for log in logs:
            with suppress(ValueError):
                known.add(checkpoints.parse(log.predecessor).origin)
        told: set[str] = set()
        for note in [*(one.note for one in outside), *self.kept]:
            with suppress(checkpoints.CheckpointError):
                self._check_unknown_log(note, known, told)

    def _check_unknown_log(self, note: str, known: set[str], told: set[str]) -> None:
        try:
            stated = checkpoints.parse(note)
            if stated.origin in known | told:
                return
            told.add(stated.origin)
            checkpoints.verify(note, self.keys_for(stated.origin))
        except NoteError as error:
            self.report.add("checkpoint_signature", f"a checkpoint kept outside: {error}")
            return
        self.report.add(
            "rolled_back",
            f"a checkpoint of {stated.origin} at {stated.size} was published,"
            " but that log is not here",
            stated.origin,
        )

    # --- entries outside the log ------------------------------------------------------------------
    def _check_waiting(self) -> None:
        late = entry_format.moment(self.source.now() - self.delay)
        for row in self.source.waiting():
            if row.body is None:
                continue
            computed = merkle.leaf_hash(row.body.encode())
            self._saw(row.entry, computed)
            where = str(UUID(row.entry))
            if row.leaf_hash not in (None, computed):
                self.report.add(
                    "leaf_hash_differs", "the stored hash is not that of the body", where
                )
            recorded = check_row(row, self.report, where)
            if recorded and recorded < late:
                self.report.add(
                    "not_sequenced",
                    f"recorded at {recorded} and still without a place in the log",
                    where,
                )

    # --- receipts -----------------------------------------------------------------------------------
    def _read_receipts(self) -> None:
        for note in self.promised:
            try:
                receipt = receipts.read(note)
                receipts.verify(note, self.keys_for(receipt_name(receipt.origin)))
            except receipts.ReceiptError as error:
                self.report.add("receipt_signature", str(error))
                continue
            self.report.receipts += 1
            self.wanted[receipt.entry.hex] = receipt
            self.by_leaf[receipt.leaf_hash] = receipt.entry.hex

    def _saw(self, entry: str, leaf: bytes) -> None:
        # Sites and exports have bodies alone: there the hash says which entry it is.
        entry = entry or self.by_leaf.get(leaf, "")
        if entry in self.wanted:
            self.found[entry] = leaf

    def _check_receipts(self) -> None:
        for entry, receipt in self.wanted.items():
            where, leaf = str(receipt.entry), self.found.get(entry)
            due = receipt.recorded_at + timedelta(seconds=receipt.longest_delay_seconds)
            if leaf is None and self.source.now() <= due:
                self.report.add(
                    "receipt_waiting", "not in the log yet, and not yet due", where, "notice"
                )
            elif leaf is None:
                self.report.add(
                    "receipt_missing",
                    f"promised on {entry_format.moment(receipt.recorded_at)}, but not in the record:"
                    " the entry was removed",
                    where,
                )
            elif leaf != receipt.leaf_hash:
                self.report.add(
                    "receipt_differs", "the entry is not the one that was promised", where
                )


def _parse_keys(offered: dict[str, Any]) -> list[VerifierKey]:
    """The keys a source offers; what cannot be read as a key is none."""
    texts: list[Any] = []
    with suppress(AttributeError, TypeError):
        texts += [text for log in offered.get("logs", []) for text in log.get("keys", [])]
    texts.append(offered.get("receipt"))
    found: list[VerifierKey] = []
    for text in texts:
        with suppress(NoteError, AttributeError):
            found.append(VerifierKey.parse(text))
    return found


def _offered_delay(offered: dict[str, Any]) -> int:
    """The longest delay the source promises, in seconds; never more than a day."""
    seconds = offered.get("longest_delay_seconds", 60)
    return min(seconds, 86_400) if isinstance(seconds, int) and seconds >= 0 else 60
