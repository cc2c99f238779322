"""The key that signs the log changes hands in the log itself, and every reader can follow."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from commonhall.record import (
    checkpoints,
    commands,
    entries,
    health,
    key_changes,
    keys,
    logs,
    notes,
    published_checkpoints,
    readers,
    sequencer,
    signing,
    verification,
)
from commonhall.record.following import Look
from commonhall.record.following_state import State
from commonhall.record.models import Checkpoint, Entry
from commonhall.record.notes import VerifierKey
from commonhall.record.readers import DatabaseSource
from commonhall.record.remote import ExportSource
from commonhall.ui.console import CommandError
from tests.record.attacks import Attacker, check, found
from tests.record.commands import told
from tests.record.foreign import signer
from tests.record.handing_over import THIEF, UNTIL, handing, key
from tests.record.samples import write_sequenced

pytestmark = pytest.mark.django_db
NAME = "localhost/record"


@pytest.fixture
def first(record_home: Path) -> list[VerifierKey]:
    """What a resident pinned before anything changed, with five entries in the log."""
    write_sequenced(5)
    return [*keys.log_keys(NAME), keys.receipt_signer().public()]


def rotate(days: int = 90) -> bytes:
    assert told(commands, "rotate-key", "--overlap-days", str(days), "--json") == 0
    return signing.current_key()


def names_of(note: str) -> set[bytes]:
    """Keys that signed a checkpoint, of all that this hall ever had."""
    known = key_changes.verifiers(signing.chain().keys, NAME)
    return {key.public for key in notes.verify(note, known).keys}


def newest() -> str:
    return published_checkpoints.latest() or ""


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Let the sequencer sign, and the checkpoints say, that so many days have passed."""
    real = sequencer.time.time()
    monkeypatch.setattr(sequencer.time, "time", lambda: real + days * 86_400)
    now = datetime.now(UTC) + timedelta(days=days)
    signers = signing.signers
    monkeypatch.setattr(signing, "signers", lambda origin, _now=None: signers(origin, now))
    monkeypatch.setattr(readers.SqlSource, "now", lambda _self: now)


def test_both_keys_sign_during_the_overlap_and_the_new_one_after(
    first: list[VerifierKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keys.first_key()
    new = rotate()
    entry = Entry.objects.get(action="record.rotate_key")
    covering = Checkpoint.objects.filter(size__gt=entry.leaf.index).order_by("id")[0]
    assert names_of(covering.note) == {old}
    assert names_of(newest()) == {old, new}
    write_sequenced(2)
    assert names_of(newest()) == {old, new}
    later(monkeypatch, 91)
    write_sequenced(1)
    assert names_of(newest()) == {new}


def test_whoever_pinned_the_old_key_follows_on_every_source(
    first: list[VerifierKey], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rotate(0)
    write_sequenced(3)
    again = rotate(0)
    write_sequenced(3)
    assert names_of(newest()) == {again}
    told(commands, "export", str(tmp_path / "dump"))
    for source in (DatabaseSource(), ExportSource(tmp_path / "dump")):
        report = verification.verify(source, pinned=first)
        assert report.ok, report.as_text()
        assert report.counts["key_followed"] == 2
    # Who pinned only the newest believes what it covers, and who pins none takes what is offered.
    newest_only = [VerifierKey(NAME, again), first[-1]]
    assert found(check(newest_only)) == set()
    assert found(check()) == set()
    kept = tmp_path / "keys.json"
    kept.write_bytes(Client().get("/record/keys.json").content)
    assert told(commands, "verify", "--key", str(kept)) == 0


def test_a_key_that_nobody_announced_is_refused(first: list[VerifierKey]) -> None:
    thief = signer(NAME, 66)
    head = logs.open_head(logs.current())
    stated = checkpoints.Checkpoint(NAME, head.size, bytes(head.root))
    note = checkpoints.sign(stated, thief, int(datetime.now(UTC).timestamp()))
    Attacker()
    Checkpoint.objects.update(note=note)
    assert "key_changed" in found(check(first))


def test_what_a_stolen_key_signs_after_its_revocation_is_found(
    first: list[VerifierKey], capsys: pytest.CaptureFixture[str]
) -> None:
    old = keys.first_key()
    rotate()
    write_sequenced(1)
    with pytest.raises(CommandError, match="signs now"):
        told(commands, "revoke-key", signing.current_key().hex())
    with pytest.raises(CommandError, match="no one key"):
        told(commands, "revoke-key", "00" * 8)
    assert told(commands, "revoke-key", old.hex()[:16]) == 0
    assert names_of(newest()) == {signing.current_key()}
    assert found(check(first)) == set()
    # The thief signs what the log is, with the old key alone.
    write_sequenced(1)
    head = logs.open_head(logs.current())
    stated = checkpoints.Checkpoint(NAME, head.size, bytes(head.root))
    now = datetime.now(UTC).replace(microsecond=0)
    note = checkpoints.sign(stated, keys.signer_of(NAME, old), int(now.timestamp()))
    Checkpoint.objects.create(
        log=logs.current(), size=head.size, root=head.root, note=note, signed_at=now
    )
    assert found(check(first)) == {"key_revoked"}


def test_a_record_shown_with_an_older_key_alone_is_not_believed(first: list[VerifierKey]) -> None:
    """Whoever pinned the new key is shown a log that only the replaced key signed."""
    rotate(0)
    pinned = [VerifierKey(NAME, signing.current_key())]
    Attacker()
    Checkpoint.objects.filter(pk=Checkpoint.objects.order_by("-id")[0].pk)._raw_delete("default")
    for name in ("published", "checkpoints.log"):
        (published_checkpoints.folder() / name).unlink()
    assert "key_changed" in found(check(pinned))


def test_a_change_written_into_the_database_changes_no_key(first: list[VerifierKey]) -> None:
    with transaction.atomic():
        entry = entries.append(
            {
                "action": "record.rotate_key",
                "kind": "action",
                "by": {"kind": "system"},
                "subject": "record.log:1",
                "data": {
                    "key": keys.first_key().hex(),
                    "new": key(THIEF).hex(),
                    "until": UNTIL,
                },
            }
        )
    Attacker()
    Entry.objects.filter(pk=entry.pk).update(attested=bytes(32))
    sequencer.sequence_once()
    assert signing.current_key() == keys.first_key()
    with pytest.raises(CommandError, match="waits"):
        told(commands, "rotate-key")


def test_an_entry_rewritten_into_a_handover_changes_no_key(first: list[VerifierKey]) -> None:
    """It has its place in the log and stands under a checkpoint of the right key, but is not what that one signed."""
    victim = Entry.objects.order_by("id")[2]
    change = handing_of_first(first)
    Attacker()
    Entry.objects.filter(pk=victim.pk).update(action="record.rotate_key", body=change["body"])
    assert signing.current_key() == keys.first_key() and signing.changes() == []


def test_a_machine_without_the_new_key_signs_nothing(first: list[VerifierKey]) -> None:
    new = rotate()
    (published_checkpoints.folder().parent / "keys" / f"record-{new.hex()[:16]}.ed25519").unlink()
    keys.forget()
    before = Checkpoint.objects.count()
    with pytest.raises(CommandError, match="is not here"):
        told(commands, "sequence", "--once")
    assert Checkpoint.objects.count() == before
    assert health.status().alarm == "key-missing"


class Site:
    """The hall's own pages, as a follower asks them."""

    def __init__(self) -> None:
        self.changed: dict[str, Any] = {}

    def offered(self) -> dict[str, Any]:
        return {**json.loads(Client().get("/record/keys.json").content), **self.changed}

    def checkpoint(self, number: int) -> str:
        return Client().get(f"/record/{number}/checkpoint").content.decode()

    def witnessed(self, number: int) -> str | None:
        return None

    def consistency(self, number: int, first: int, second: int) -> list[bytes] | None:
        answer = Client().get(f"/record/{number}/proof/consistency?first={first}&second={second}")
        return [bytes.fromhex(one) for one in answer.json()["proof"]]

    def at_witness(self, url: str, origin: str) -> str | None:
        return None


def test_a_follower_goes_along_and_never_back(first: list[VerifierKey]) -> None:
    state, site = State("http://hall"), Site()
    assert Look(site, state).run() == []
    rotate(0)
    at = Look(site, state)
    assert at.run() == [] and "as announced" in at.notices[0]
    assert len(state.changes) == 1
    # The announcement hidden, the new key is still known, and nothing is announced twice.
    site.changed = {"key_changes": []}
    write_sequenced(1)
    at = Look(site, state)
    assert at.run() == [] and at.notices == []
    # Who begins now, and is shown no announcement, sees a key that was never announced.
    late = State("http://hall", keys=[str(one) for one in first])
    assert {one.code for one in Look(site, late).run()} == {"key_changed"}
    # A handover that stands in another log than the one shown.
    site.changed = {"key_changes": [handing_of_first(first)]}
    late = State("http://hall", keys=[str(one) for one in first])
    codes = {one.code for one in Look(site, late).run()}
    assert codes and not late.changes


def handing_of_first(first: list[VerifierKey]) -> dict[str, Any]:
    """A handover to the thief, signed with the real first key but never put into the log that is shown."""
    return handing(keys.log_signer(NAME), THIEF, keys.log_signer(NAME))
