"""Our checkpoints are cosigned by witnesses, shown with it, and verifications demand it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.record import commands, health, keys, logs, notes, readers, sequencer
from commonhall.record.models import Checkpoint, Cosignature
from commonhall.record.witnesses import outgoing, policy, standing, submitting
from commonhall.record.witnesses.policy import EMPTY, Policy
from commonhall.record.witnesses.protocol import Answer, Seen
from commonhall.ui.console import CommandError
from tests.record.attacks import Attacker, check, found
from tests.record.commands import told
from tests.record.foreign import Net, OtherWitness, policy_of, signer
from tests.record.samples import write_sequenced

pytestmark = pytest.mark.django_db


@pytest.fixture
def witnesses() -> list[OtherWitness]:
    return [OtherWitness(f"w{number}.example", number) for number in (1, 2, 3)]


@pytest.fixture
def net(witnesses: list[OtherWitness], monkeypatch: pytest.MonkeyPatch) -> Net:
    made = Net(*witnesses)
    monkeypatch.setattr(outgoing, "_send", made.send)
    return made


@pytest.fixture
def settle(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Policy], None]]:
    def put(policy: Policy) -> None:
        monkeypatch.setattr(standing, "_query", lambda: policy)

    yield put


@pytest.fixture
def asked(net: Net, witnesses: list[OtherWitness], settle: Any) -> Policy:
    """Two of three must cosign."""
    policy = policy_of(2, *witnesses)
    settle(policy)
    return policy


def codes(outcomes: list[submitting.Outcome]) -> dict[str, str]:
    return {one.witness.name: one.code for one in outcomes}


def test_every_witness_cosigns_the_newest_checkpoint_once(asked: Policy, net: Net) -> None:
    write_sequenced(3)
    assert set(codes(submitting.submit()).values()) == {"cosigned"}
    assert submitting.submit() == []
    write_sequenced(300)
    assert len(submitting.submit()) == 3
    assert Cosignature.objects.count() == 6
    # The last answer was known: nobody had to be asked for its size again.
    assert len(net.kinds) == 6
    note = Client().get("/record/checkpoint").content
    assert len(asked.cosigned(notes.parse(note))[0]) == 3
    notes.verify(note, keys.log_keys("localhost/record"))


def test_a_witness_that_knows_more_than_we_remember_is_asked_from_there(
    asked: Policy, witnesses: list[OtherWitness]
) -> None:
    write_sequenced(5)
    submitting.submit()
    Attacker().sql("DELETE FROM record_cosignature")
    write_sequenced(2)
    assert set(codes(submitting.submit()).values()) == {"cosigned"}
    assert [one.asked for one in witnesses] == [3, 3, 3]


def test_one_that_is_away_holds_up_nobody_and_is_told(
    asked: Policy, net: Net, witnesses: list[OtherWitness], client: Client
) -> None:
    away = net.doors.pop(f"{witnesses[0].witness.url}/add-checkpoint")
    write_sequenced(3)
    assert codes(submitting.submit()) == {
        "w1.example": "unreachable",
        "w2.example": "cosigned",
        "w3.example": "cosigned",
    }
    stands = standing.read()
    assert (stands.count, stands.size, stands.needed) == (2, 3, 2)
    page = client.get("/record/how-to-check/").content.decode()
    assert "w1.example" in page and "is not answering" in page
    assert "2 of 3 witnesses confirmed 3 entries" in page
    net.doors[f"{witnesses[0].witness.url}/add-checkpoint"] = away
    submitting.submit()
    assert "3 of 3 witnesses confirmed 3 entries" in client.get("/record/").content.decode()
    assert not standing.read().witnesses[0].trouble


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(404, b"no such log\n"), "unknown-log"),
        (Answer(403, b""), "unknown-key"),
        (Answer(422, b""), "refused"),
        (Answer(409, b"many\n"), "conflict"),
        (Answer(500, b""), "status-500"),
        (Answer(302, b""), "status-302"),
        (Answer(200, b"thank you\n"), "wrong-answer"),
        (Answer(200, b"\xff\n"), "wrong-answer"),
        (Answer(409, b"4\n"), "ahead"),
    ],
)
def test_what_is_no_cosignature_is_kept_out_and_named(
    asked: Policy, net: Net, witnesses: list[OtherWitness], answer: Answer, code: str
) -> None:
    net.doors[f"{witnesses[1].witness.url}/add-checkpoint"] = lambda _body: answer
    write_sequenced(3)
    assert codes(submitting.submit())["w2.example"] == code
    assert Cosignature.objects.count() == 2
    alarm = health.status().alarm
    assert alarm == ("witness-contradicts" if code in standing.ALARMING else "")


def test_a_witness_in_a_network_of_ones_own_is_asked_only_where_that_is_allowed(
    settle: Any, settings: Any
) -> None:
    """Whoever settles the witnesses must not reach what stands beside the hall."""
    one = OtherWitness()
    near = policy.Witness(one.witness.name, one.key, "http://127.0.0.1:9/metadata")
    settle(policy.k_of(1, [near]))
    write_sequenced(1)
    settings.FETCH_PRIVATE = False
    (outcome,) = submitting.submit()
    assert outcome.code == "unreachable" and "COMMONHALL_FETCH_PRIVATE" in outcome.message


def test_forged_and_foreign_cosignatures_are_not_taken(
    asked: Policy, net: Net, witnesses: list[OtherWitness]
) -> None:
    write_sequenced(3)
    text = notes.parse(Checkpoint.objects.get().note).text
    elsewhere = text.replace("localhost", "elsewhere")
    in_a_year = int((datetime.now(UTC) + timedelta(days=365)).timestamp())
    lines = [
        witnesses[0].signer.cosign(elsewhere, 1_790_000_000),
        signer("w2.example", 99).cosign(text, 1_790_000_000),
        witnesses[2].signer.cosign(text, in_a_year),
    ]
    for one, line in zip(witnesses, lines, strict=True):
        net.doors[f"{one.witness.url}/add-checkpoint"] = lambda _body, line=line: Answer(
            200, line.line().encode()
        )
    assert codes(submitting.submit()) == {
        "w1.example": "wrong-answer",
        "w2.example": "wrong-answer",
        "w3.example": "wrong-clock",
    }
    assert not Cosignature.objects.exists()


def test_a_witness_that_forgot_counts_no_more(asked: Policy, witnesses: list[OtherWitness]) -> None:
    write_sequenced(5)
    submitting.submit()
    witnesses[0].seen = Seen(2, logs.root_at(logs.current(), 2))
    write_sequenced(2)
    assert codes(submitting.submit())["w1.example"] == "forgot"
    assert Cosignature.objects.count() == 5


def test_a_log_rolled_back_is_given_away_by_its_witnesses(
    asked: Policy, witnesses: list[OtherWitness]
) -> None:
    write_sequenced(4)
    for one in witnesses:
        one.seen = Seen(9, bytes(32))
    assert set(codes(submitting.submit()).values()) == {"ahead"}
    assert health.status().alarm == "witness-contradicts"


def test_too_few_for_an_hour_is_an_alarm(asked: Policy, net: Net, settings: Any) -> None:
    write_sequenced(3)
    submitting.submit()
    assert health.status().alarm == ""
    net.doors.clear()
    write_sequenced(1)
    submitting.submit()
    assert health.status().alarm == ""
    settings.RECORD_WITNESS_DELAY_SECONDS = -1
    assert health.status().alarm == "unwitnessed"
    assert "Too few witnesses" in Client().get("/record/").content.decode()


def test_the_sequencer_asks_them_by_itself(asked: Policy, witnesses: list[OtherWitness]) -> None:
    write_sequenced(3)
    rounds = submitting.Rounds(threading.Event())
    assert len(rounds.turn()) == 3 and rounds.turn() == []
    witnesses[0].seen = Seen(99, bytes(32))
    write_sequenced(1)
    assert len(rounds.turn()) == 3
    # Who did not cosign is not asked again at every turn.
    assert rounds.turn() == []
    rounds.asked["w1.example"] -= submitting.AGAIN_SECONDS
    assert codes(rounds.turn()) == {"w1.example": "ahead"}


def test_a_hall_without_witnesses_asks_nobody(net: Net, client: Client) -> None:
    write_sequenced(1)
    assert submitting.submit() == []
    assert not (Path(standing.published_checkpoints.folder()) / standing.FILE).exists()
    assert "witness" not in client.get("/record/").content.decode()
    assert client.get("/record/policy").content.decode().endswith("quorum none\n")


# --- verification ----------------------------------------------------------------------------------
def later(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    now = datetime.now(UTC) + timedelta(hours=hours)
    monkeypatch.setattr(readers.SqlSource, "now", lambda _self: now)


def test_verification_demands_the_quorum(
    asked: Policy, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sequenced(5)
    submitting.submit()
    report = check(witnesses=asked)
    assert report.findings == [one for one in report.findings if one.code == "unpinned"]
    assert report.witnessed[0]["size"] == 5 and "w1.example" in report.witnessed[0]["names"]
    # What is new waits; after an hour it is overdue.
    net.doors.clear()
    write_sequenced(2)
    report = check(witnesses=asked)
    assert report.ok and "witnesses_awaited" in report.counts
    later(monkeypatch, 2)
    assert found(check(witnesses=asked)) == {"unwitnessed"}
    assert found(check()) == set()


def test_one_of_two_is_not_enough(
    asked: Policy, net: Net, witnesses: list[OtherWitness], monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in witnesses[1:]:
        net.doors.pop(f"{one.witness.url}/add-checkpoint")
    write_sequenced(5)
    submitting.submit()
    later(monkeypatch, 2)
    report = check(witnesses=asked)
    assert found(report) == {"unwitnessed"}
    assert "1 of 2" in next(one.message for one in report.findings if one.code == "unwitnessed")


def test_a_cosignature_written_into_the_database_is_found(
    asked: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sequenced(5)
    newest = Checkpoint.objects.get()
    for one in asked.witnesses.values():
        line = notes.Signature(
            one.key.name, one.key.key_id, (1_790_000_000).to_bytes(8) + bytes(64)
        )
        Cosignature.objects.create(checkpoint=newest, key=str(one.key), line=line.line(), time=1)
    later(monkeypatch, 2)
    assert found(check(witnesses=asked)) == {"cosignature_wrong", "unwitnessed"}


def test_a_cosignature_moved_to_another_checkpoint_counts_nothing(
    asked: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_sequenced(5)
    submitting.submit()
    write_sequenced(1)
    newest = Checkpoint.objects.order_by("-id")[0]
    Attacker()
    Cosignature.objects.update(checkpoint=newest)
    later(monkeypatch, 2)
    assert found(check(witnesses=asked)) == {"cosignature_wrong", "unwitnessed"}


def test_who_rewrites_the_past_with_the_logs_own_key_lacks_the_witnesses(
    asked: Policy, monkeypatch: pytest.MonkeyPatch, record_home: Path
) -> None:
    """Key, database and the files of the home in one hand: only the witnesses are not."""
    written = write_sequenced(5)
    submitting.submit()
    attacker = Attacker()
    attacker.edit(written[2], "phone", "paper")
    attacker.rebuild()
    attacker.sql("DELETE FROM record_cosignature")
    attacker.sql("DELETE FROM record_checkpoint")
    for name in ("published", "checkpoints.log"):
        (record_home / "record" / name).unlink()
    sequencer.sequence_once()
    assert found(check()) == set()
    submitting.submit()
    assert not Cosignature.objects.exists()
    later(monkeypatch, 2)
    assert found(check(witnesses=asked)) == {"unwitnessed"}


def test_the_command_demands_them_on_database_and_export(
    asked: Policy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sequenced(5)
    with pytest.raises(CommandError, match="begin it with"):
        told(commands, "verify", "--policy", __file__)
    assert told(commands, "sequence", "--once") == 0
    assert told(commands, "verify", "--witnesses") == 0
    assert "5 entries vouched for by w1.example, w2.example, w3.example" in capsys.readouterr().out
    for name in ("dump", "dump.zip"):
        told(commands, "export", str(tmp_path / name))
        assert told(commands, "verify", str(tmp_path / name), "--witnesses") == 0
    kept = tmp_path / "policy.txt"
    kept.write_bytes(Client().get("/record/policy").content)
    assert told(commands, "verify", str(tmp_path / "dump"), "--policy", str(kept)) == 0
    # Others than those who cosigned, in a file of one's own.
    kept.write_text(str(policy_of(1, OtherWitness("mine.example", 50))))
    capsys.readouterr()
    assert told(commands, "verify", str(tmp_path / "dump"), "--policy", str(kept), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["counts"]["witnesses_awaited"] == 1 and report["witnessed"] == []


def test_an_export_that_lost_its_cosignatures_is_found_later(
    asked: Policy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_sequenced(5)
    submitting.submit()
    told(commands, "export", str(tmp_path / "dump"))
    path = tmp_path / "dump" / "1" / "checkpoints.jsonl"
    row = json.loads(path.read_text())
    row["note"] = Checkpoint.objects.get().note
    path.write_text(json.dumps(row) + "\n")
    manifest = tmp_path / "dump" / "manifest.json"
    told_at = json.loads(manifest.read_text())
    told_at["exported_at"] = "2099-01-01T00:00:00.000000Z"
    manifest.write_text(json.dumps(told_at))
    assert told(commands, "verify", str(tmp_path / "dump"), "--witnesses") == 1
    assert "unwitnessed" in capsys.readouterr().out


def test_a_record_that_asks_nobody_cannot_be_held_to_it() -> None:
    write_sequenced(1)
    with pytest.raises(CommandError, match="asks no witnesses"):
        told(commands, "verify", "--witnesses")
    assert standing.policy_in_force() == EMPTY
