"""Receipts convict a record from which an entry was removed before it got its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from commonhall.record import entries, keys, receipts, sequencer
from commonhall.record.notes import VerifierKey
from commonhall.record.readers import DatabaseSource
from tests.record.attacks import Attacker, check, found, where
from tests.record.samples import write, write_sequenced

pytestmark = pytest.mark.django_db


def test_a_receipt_finds_an_entry_removed_before_it_got_its_place(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    written = write(3)
    notes = [receipts.as_text(entries.receipt(entry)) for entry in written]
    attacker.delete(written[1])
    sequencer.sequence_once()
    assert found(check(pinned)) == set(), "the log alone cannot know"
    report = check(pinned, promised=notes)
    assert report.receipts == 3
    # Not yet due: the entry might still come.
    assert found(report) == set()
    assert where(report, "receipt_waiting") == [str(written[1].id)]
    with pytest.MonkeyPatch.context() as patch:
        later = DatabaseSource().now() + timedelta(seconds=61)
        patch.setattr(DatabaseSource, "now", lambda self: later)
        report = check(pinned, promised=notes)
    assert found(report) == {"receipt_missing"}
    assert where(report, "receipt_missing") == [str(written[1].id)]


def test_a_receipt_finds_an_entry_rewritten_before_it_got_its_place(
    attacker: Attacker, pinned: list[VerifierKey]
) -> None:
    (entry,) = write()
    note = receipts.as_text(entries.receipt(entry))
    attacker.edit(entry, '"channel":"phone"', '"channel":"paper"')
    sequencer.sequence_once()
    report = check(pinned, promised=[note])
    assert found(report) == {"receipt_differs"}
    assert where(report, "receipt_differs") == [str(entry.id)]


def test_a_forged_receipt_accuses_nobody(pinned: list[VerifierKey], record_home: Path) -> None:
    (entry,) = write_sequenced()
    (record_home / "keys" / "receipt.ed25519").unlink()
    keys.forget()
    forged = receipts.as_text(entries.receipt(entry))
    report = check(pinned, promised=[forged])
    assert "receipt_signature" in found(report)
    assert "receipt_missing" not in found(report)
