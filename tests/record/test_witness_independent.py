"""Witnesses and logs written by others: a published exchange, and a program that nobody here wrote.

The program is `aics-witness` (PyPI, needs Python 3.12); where it is not installed its tests say so.
"""

from __future__ import annotations

import base64
import threading
from pathlib import Path
from typing import Any

import pytest

from commonhall.record import keys, logs, notes
from commonhall.record.merkle import HASH_SIZE
from commonhall.record.models import Cosignature, WatchedLog
from commonhall.record.notes import COSIGNATURE, VerifierKey
from commonhall.record.witnesses import cosigning, policy, standing, submitting
from tests.record.foreign import ForeignLog
from tests.record.samples import write_sequenced

# The exchange with which litewitness (filippo.io/torchwood, cmd/litewitness/testdata/litewitness.txt) is tested:
# a Sigsum log of five leaves 2a00…, 2a01… and its signatures at 1, 3 and 5.
ORIGIN = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
KEY = VerifierKey(
    ORIGIN, bytes.fromhex("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")
)
LEAVES = ["KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] + [
    base64.b64encode(bytes([0x2A, number]) + bytes(30)).decode() for number in range(1, 5)
]
ROOTS = {
    1: LEAVES[0],
    3: "RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=",
    5: "QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=",
}
SIGNED = {
    1: "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=",
    3: "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=",
    5: "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=",
}
TWO = "+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI="
THREE_OF_FIVE = "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE="


def asks(old: int, proof: list[str], size: int, origin: str = ORIGIN, signed: str = "") -> bytes:
    lines = [f"old {old}", *proof, "", origin, str(size), ROOTS[size], ""]
    return "\n".join([*lines, f"— {origin} {signed or SIGNED[size]}", ""]).encode()


@pytest.mark.django_db
def test_the_exchange_of_litewitness_is_answered_alike(home: Path) -> None:
    cosigning.watch(ORIGIN, KEY)
    broken, wrong_leaf = SIGNED[3].replace("6go=", "6gx="), LEAVES[2].replace("AAA=", "BAA=")
    assert len(base64.b64decode(wrong_leaf)) == HASH_SIZE
    spoilt = SIGNED[3].replace("2VbtI", "2VbtJ")
    exchange = [
        (asks(0, [], 1), 200),
        # Not canonical base64: no note at all for us; litewitness says 403.
        (asks(1, LEAVES[1:3], 3, signed=broken), 400),
        (asks(1, LEAVES[1:3], 3, signed=spoilt), 403),
        # An unknown log: 404 since tlog-witness 1.0; litewitness of 2025 says 403.
        (asks(1, LEAVES[1:3], 3, origin=ORIGIN[:-1] + "3"), 404),
        (asks(1, [], 3), 422),
        (asks(1, [LEAVES[1], wrong_leaf], 3), 422),
        (asks(1, LEAVES[1:3], 3), 200),
        (asks(1, [LEAVES[1], TWO, LEAVES[4]], 5), 409),
        (asks(3, [LEAVES[2], LEAVES[3], THREE_OF_FIVE, LEAVES[4]], 5), 200),
        (asks(0, [], 5), 409),
    ]
    answers = [cosigning.answer(body) for body, _status in exchange]
    assert [one.status for one in answers] == [status for _body, status in exchange]
    assert (answers[7].body, answers[9].body) == (b"3\n", b"5\n")
    assert WatchedLog.objects.get().size == 5


@pytest.fixture
def theirs(tmp_path: Path, settings: Any) -> Any:
    """Their witness on a port of its own, told of our log."""
    aics = pytest.importorskip("aics_witness.service", reason="aics-witness is not installed")
    from aics_tlog import parse_vkey
    from aics_witness.config import LogConfig
    from aics_witness.store import WitnessStore
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    settings.FETCH_PRIVATE = True
    log = LogConfig(
        "localhost/record", (parse_vkey(str(keys.log_signer("localhost/record").public())),)
    )
    with WitnessStore(tmp_path / "witness.db", create=True) as store:
        witness = aics.Witness("theirs.example/w1", Ed25519PrivateKey.generate(), store, [log])
        server = aics.make_server(witness)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield witness, server.url
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.django_db
def test_their_witness_cosigns_our_checkpoints(
    theirs: Any, record_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness, url = theirs
    key = policy.witness_key(witness.vkey_text)
    wanted = policy.k_of(1, [policy.Witness(key.name, key, url)])
    monkeypatch.setattr(standing, "_query", lambda: wanted)
    for count in (1, 4, 300):
        write_sequenced(count)
        assert [one.code for one in submitting.submit()] == ["cosigned"]
    assert Cosignature.objects.count() == 3
    note = notes.parse(logs.latest_checkpoint(logs.current()).cosigned_note())  # type: ignore[union-attr]
    assert [one.witness.name for one in wanted.cosigned(note)[0]] == ["theirs.example/w1"]
    # A log rolled back: their witness gives it away.
    witness._logs = {}
    write_sequenced(1)
    assert [one.code for one in submitting.submit()] == ["unknown-log"]


@pytest.mark.django_db(transaction=True)
def test_their_log_is_cosigned_by_our_witness(home: Path, settings: Any, live_server: Any) -> None:
    feeder = pytest.importorskip("aics_witness.feeder", reason="aics-witness is not installed")
    settings.RECORD_WITNESS = True
    log = ForeignLog().grow(30)
    cosigning.watch(log.signer.name, log.key)
    own = str(keys.witness_signer().public(COSIGNATURE))
    door = f"{live_server.url}/record/witness/"
    with feeder.WitnessClient(door, own, backoff=0, max_attempts=1) as client:
        for size in (1, 9, 9, 30):
            lines = client.submit(log.note(size), lambda old, new: log.proof(old, new))
            assert lines.startswith("— localhost/record/witness ")
        fork = log.fork(12).grow(40, "another")
        with pytest.raises(feeder.WitnessRejected) as refused:
            client.submit(fork.note(), lambda old, new: fork.proof(old, new))
        assert refused.value.status == 422
