"""`commonhall record follow` over HTTP. What a follower is shown to deceive it: tests/attacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from commonhall.record import commands, keys, remote
from commonhall.record.witnesses import outgoing, standing, submitting
from commonhall.ui.console import CommandError
from tests.record.attacks import Attacker
from tests.record.commands import told
from tests.record.foreign import Net, OtherWitness, policy_of
from tests.record.samples import write_sequenced


@pytest.mark.django_db(transaction=True)
def test_the_command_follows_a_hall_over_http(
    live_server: Any,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    witnesses = [OtherWitness(f"w{number}.example", number) for number in (1, 2, 3)]
    monkeypatch.setattr(standing, "_query", lambda: policy_of(2, *witnesses))
    monkeypatch.setattr(outgoing, "_send", Net(*witnesses).send)
    monkeypatch.setattr(remote.HttpView, "at_witness", lambda *_given: None)
    kept = tmp_path / "follow.json"
    words = ("follow", live_server.url, "--file", str(kept))
    with pytest.raises(CommandError):
        told(commands, "follow", "http://127.0.0.1:9/", "--file", str(kept))
    written = write_sequenced(5)
    submitting.submit()
    assert (
        told(commands, *words, "--key", str(keys.log_keys("localhost/record")[0]), "--witnesses")
        == 0
    )
    assert "5 entries; all is as it was" in capsys.readouterr().out
    write_sequenced(300)
    assert told(commands, *words) == 0
    assert json.loads(kept.read_text())["logs"]["localhost/record"]["size"] == 305
    with pytest.raises(CommandError, match="follows"):
        told(commands, "follow", "http://else.example", "--file", str(kept))
    # The operator rewrites an entry, key and all.
    attacker = Attacker()
    attacker.edit(written[2], "phone", "paper")
    attacker.rebuild()
    attacker.sql("DELETE FROM record_cosignature")
    attacker.sql("DELETE FROM record_checkpoint")
    for name in ("published", "checkpoints.log"):
        (home / "record" / name).unlink()
    cache.clear()
    write_sequenced(2)
    capsys.readouterr()
    assert told(commands, *words, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in found["alarms"]] == ["split_view"]
    assert len(json.loads(kept.read_text())["evidence"]) == 1
    kept.write_text("[]")
    with pytest.raises(CommandError, match="not a follower's file"):
        told(commands, *words)
