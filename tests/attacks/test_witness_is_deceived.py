"""Whoever asks us to cosign two trees of one size, a smaller one, or another's log gets no signature of ours."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from commonhall.record import keys, notes
from commonhall.record.models import WatchedLog
from commonhall.record.notes import COSIGNATURE
from commonhall.record.witnesses import commands, cosigning, protocol
from commonhall.record.witnesses.cosigning import WatchError
from tests.record.commands import told
from tests.record.foreign import ForeignLog, signer

pytestmark = pytest.mark.django_db
DOOR = "/record/witness/add-checkpoint"


@pytest.fixture
def log(home: Path, settings: Any) -> ForeignLog:
    settings.RECORD_WITNESS = True
    made = ForeignLog().grow(20)
    cosigning.watch(made.signer.name, made.key)
    return made


def ask(body: bytes) -> Any:
    return Client(enforce_csrf_checks=True).post(DOOR, body, content_type="text/plain")


def signed(answer: Any, log: ForeignLog, size: int | None = None) -> bool:
    """Does the answer hold our signature on the log's checkpoint?"""
    text = log.note(size).partition("\n\n")[0] + "\n"
    own = keys.witness_signer().public(COSIGNATURE)
    return notes.verify(f"{text}\n{answer.content.decode()}", [own]).keys == (own,)


def test_what_grows_is_cosigned_step_by_step(log: ForeignLog) -> None:
    assert ask(log.asks(0, 0)).status_code == 200
    for old, size in ((0, 7), (7, 7), (7, 20)):
        answer = ask(log.asks(old, size))
        assert answer.status_code == 200, answer.content
        assert signed(answer, log, size)
        assert answer["Cache-Control"] == "no-store"
    shown = Client().get(f"/record/witness/{cosigning.origin_hash(log.signer.name)}/checkpoint")
    own = keys.witness_signer().public(COSIGNATURE)
    assert set(notes.verify(shown.content, [own, log.key]).keys) == {own, log.key}


def test_another_tree_of_the_same_size_is_never_cosigned_and_convicts_its_log(
    log: ForeignLog, capsys: pytest.CaptureFixture[str]
) -> None:
    ask(log.asks(0, 10))
    fork = log.fork(4).grow(6, "another")
    for old in (0, 4, 10):
        answer = ask(fork.asks(old))
        assert answer.status_code in (409, 422) and b"\xe2\x80\x94" not in answer.content
    kept = cosigning.evidence(log.signer.name)
    assert kept and all(path.read_bytes() for path in kept)

    assert told(commands, "list", "--json") == 1
    (row,) = json.loads(capsys.readouterr().out)
    assert row["evidence"] == [str(path) for path in kept]


def test_a_fork_that_overtakes_is_never_cosigned(log: ForeignLog) -> None:
    ask(log.asks(0, 10))
    longer = log.fork(9).grow(20, "another")
    for proof in (longer.proof(10), log.proof(10), []):
        asked = protocol.request(10, proof, longer.note()).encode()
        assert ask(asked).status_code == 422
    assert WatchedLog.objects.get().size == 10


def test_a_smaller_tree_and_a_replay_are_never_cosigned(log: ForeignLog) -> None:
    ask(log.asks(0, 5))
    first = log.asks(5, 15)
    assert ask(first).status_code == 200
    for body in (first, log.asks(0, 5), log.asks(0, 15), log.asks(5, 20)):
        answer = ask(body)
        assert (answer.status_code, answer.content) == (409, b"15\n")
        assert answer["Content-Type"] == "text/x.tlog.size"
    assert ask(log.asks(5, 5).replace(b"old 5", b"old 15")).status_code == 400


def test_a_database_put_back_does_not_make_us_sign_a_second_tree(log: ForeignLog) -> None:
    ask(log.asks(0, 5))
    before = WatchedLog.objects.values().get()
    ask(log.asks(5, 12))
    WatchedLog.objects.update(**{name: before[name] for name in ("size", "root", "note")})
    fork = log.fork(5).grow(7, "another")
    assert ask(fork.asks(5)).status_code == 409
    assert ask(fork.asks(5).replace(b"old 5", b"old 12")).status_code == 422
    # And the other way round: the file is lost, the database stands.
    assert ask(log.asks(12, 14)).status_code == 200
    for path in cosigning.folder().glob("*.txt"):
        path.unlink()
    assert ask(fork.asks(5)).status_code == 409


def test_a_file_that_we_did_not_sign_moves_nothing(log: ForeignLog) -> None:
    ask(log.asks(0, 5))
    (path,) = cosigning.folder().glob("*.txt")
    path.write_text(log.note(19))
    assert ask(log.asks(5, 8)).status_code == 200


def test_two_truths_of_one_size_stop_the_witness(log: ForeignLog) -> None:
    ask(log.asks(0, 5))
    fork = log.fork(2).grow(3, "another")
    WatchedLog.objects.update(root=fork.root())
    assert ask(log.asks(5, 8)).status_code == 503
    assert ask(fork.asks(5, 5)).status_code == 503


def test_only_the_keys_on_the_list_speak_for_a_log(log: ForeignLog) -> None:
    impostor = ForeignLog(log.signer.name, number=9).grow(20)
    assert ask(impostor.asks(0)).status_code == 403
    other = ForeignLog("unknown.example/record").grow(3)
    assert ask(other.asks(0)).status_code == 404
    # The log's own key on the checkpoint of another name.
    foreign = ForeignLog("unknown.example/record")
    foreign.signer = signer("unknown.example/record", 7)
    assert ask(foreign.grow(2).asks(0)).status_code == 404
    # A line under the trusted key's name and id that is wrong spoils the note, whatever else stands there.
    broken = notes.Signature(log.key.name, log.key.key_id, bytes(64)).line()
    assert ask(log.asks(0, 3) + broken.encode()).status_code == 403
    # Lines of strangers are ignored.
    stranger = signer("stranger.example", 3).sign("x\n").line()
    assert ask(log.asks(0, 3) + stranger.encode()).status_code == 200


def test_nonsense_is_answered_and_leaves_nothing(log: ForeignLog) -> None:
    for body in (b"", b"\xff\xfe", b"old 0\n\n", b"x" * 200_000, log.note().encode()):
        assert ask(body).status_code == 400
    assert not cosigning.folder().exists() and not WatchedLog.objects.get().note
    assert Client().get(DOOR).status_code == 405


def test_the_door_is_shut_until_it_is_switched_on(log: ForeignLog, settings: Any) -> None:
    ask(log.asks(0))
    settings.RECORD_WITNESS = False
    assert ask(log.asks(20)).status_code == 404
    name = cosigning.origin_hash(log.signer.name)
    assert Client().get(f"/record/witness/{name}/checkpoint").status_code == 404


def test_a_log_taken_off_the_list_comes_back_where_it_was(log: ForeignLog) -> None:
    ask(log.asks(0, 9))
    assert cosigning.unwatch(log.signer.name) and not cosigning.unwatch(log.signer.name)
    assert ask(log.asks(9)).status_code == 404
    cosigning.watch(log.signer.name, log.key)
    assert ask(log.fork(0).grow(9, "another").asks(0)).status_code == 409
    assert ask(log.asks(9)).status_code == 200


def test_a_further_key_is_trusted_and_an_old_one_no_more(log: ForeignLog) -> None:
    newer = ForeignLog(log.signer.name, number=9)
    newer.leaves = log.leaves
    cosigning.watch(log.signer.name, newer.key)
    assert ask(log.asks(0, 5)).status_code == 200
    assert ask(newer.asks(5, 8)).status_code == 200
    assert cosigning.unwatch(log.signer.name, str(log.key))
    assert ask(log.asks(8, 9)).status_code == 403
    assert ask(newer.asks(8, 9)).status_code == 200


def test_a_hall_is_no_witness_of_itself(home: Path) -> None:
    own = keys.log_signer("localhost/record").public()
    with pytest.raises(WatchError, match="its own"):
        cosigning.watch("localhost/record", own)
    with pytest.raises(WatchError, match="name"):
        cosigning.watch("other.example", ForeignLog().key)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, SQLite has one writer")
def test_of_two_at_once_one_is_cosigned(log: ForeignLog) -> None:
    """Two histories from one size, sent together again and again: never both."""
    fork = log.fork(1).grow(19, "another")
    ask(log.asks(0, 1))
    answers: list[int] = []
    start = threading.Barrier(8)

    def send(body: bytes) -> None:
        start.wait()
        answers.append(ask(body).status_code)
        connections.close_all()

    threads = [
        threading.Thread(target=send, args=[one.asks(1, size)])
        for one in (log, fork)
        for size in (5, 6, 7, 8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(answers) == [200] + [409] * 7
