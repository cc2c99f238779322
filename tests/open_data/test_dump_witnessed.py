"""What a hall settles about its witnesses is what its dump is held to, also after domain and key have changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.law.hall_settings.witness_actions import set_witnesses
from commonhall.open_data import dump
from commonhall.open_data.commands import verify
from commonhall.record import commands, configuration, keys, published_checkpoints, sequencer
from commonhall.record.witnesses import outgoing, submitting
from commonhall.ui.console import CommandError
from tests.kit import Hall, as_whole, found_hall
from tests.record.commands import told
from tests.record.foreign import Net, OtherWitness

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.fixture
def witnesses(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> list[OtherWitness]:
    """Three that answer, two of which must cosign: settled by the council."""
    many = [OtherWitness(f"w{number}.example", number) for number in (1, 2, 3)]
    monkeypatch.setattr(outgoing, "_send", Net(*many).send)
    lines = "\n".join(f"{one.key} {one.witness.url}" for one in many)
    set_witnesses.perform(as_whole(hall), witnesses=lines, needed=2)
    sequencer.sequence_once()
    submitting.submit()
    return many


def test_the_dump_is_held_to_the_witnesses_that_the_council_settled(
    hall: Hall,
    witnesses: list[OtherWitness],
    tmp_path: Path,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pinned = tmp_path / "keys-from-the-gazette.json"
    pinned.write_text((published_checkpoints.folder() / "keys.json").read_text())
    policy = tmp_path / "policy.txt"
    policy.write_bytes(Client().get("/record/policy").content)
    dump.write(tmp_path / "before")
    # The hall moves to another domain, and its key changes hands.
    settings.SITE_DOMAIN = "elsewhere.example"
    settings.RECORD_ORIGIN = "elsewhere.example/record"
    assert told(commands, "rotate-key", "--overlap-days", "0") == 0
    hall.raise_case()
    assert told(commands, "sequence", "--once") == 0
    dump.write(tmp_path / "after")
    trusted = ("--key", str(pinned), "--policy", str(policy))
    for name in ("before", "after"):
        capsys.readouterr()
        assert told(verify, str(tmp_path / name), *trusted, "--json") == 0, name
        report = json.loads(capsys.readouterr().out)
        (vouched,) = report["witnessed"]
        assert vouched["names"] == ["w1.example", "w2.example", "w3.example"]
        assert told(verify, str(tmp_path / name), "--witnesses") == 0
    assert "3 of 3 witnesses" in Client().get("/").content.decode()
    # Witnesses of one's own, who never cosigned it: not yet late is not yet wrong, but nobody vouches.
    mine = OtherWitness("mine.example", 60)
    policy.write_text(f"witness mine {mine.key}\nquorum mine\n")
    capsys.readouterr()
    assert told(verify, str(tmp_path / "after"), *trusted, "--json") == 0
    assert json.loads(capsys.readouterr().out)["witnessed"] == []


def test_a_hall_is_no_witness_of_itself(hall: Hall) -> None:
    own = str(keys.witness_signer().public(4))
    log = str(keys.log_signer(configuration.origin()).public(4))
    for key in (own, log):
        with pytest.raises(Exception, match="own record"):
            set_witnesses.perform(as_whole(hall), witnesses=key, needed=0)


def test_a_dump_of_a_hall_without_witnesses_says_so(hall: Hall, tmp_path: Path) -> None:
    sequencer.sequence_once()
    dump.write(tmp_path / "dump")
    with pytest.raises(CommandError, match="asks no witnesses"):
        told(verify, str(tmp_path / "dump"), "--witnesses")
