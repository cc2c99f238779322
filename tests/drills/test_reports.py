"""Drills say what held and what did not; each that is named can be played."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from commonhall.site import cli
from tests.drills import __main__ as drills
from tests.drills import proxy
from tests.drills.report import Report


def test_a_report_is_held_only_where_every_bar_is() -> None:
    report = Report("disk full")
    report.hold("Nothing is lost", kept=True)
    assert report.end().passed and str(report).startswith("HELD")
    report.hold("nothing is doubled", kept=[])
    assert not report.passed and str(report).startswith("BROKEN")
    assert "  NO   nothing is doubled" in str(report)


@pytest.mark.parametrize("name", drills.DRILLS)
def test_every_drill_can_be_played(name: str) -> None:
    assert callable(importlib.import_module(f"tests.drills.{name}").play)


def test_a_drill_that_cannot_be_played_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_home: Path) -> Report:
        raise OSError("no such thing")

    monkeypatch.setattr("tests.drills.disk.play", fails)
    report = drills.play("disk")
    assert not report.passed and "no such thing" in str(report)


def test_the_proxys_drill_is_of_the_sample_that_is_shipped(tmp_path: Path) -> None:
    told = proxy.sample(8123, 8124, tmp_path)
    assert "listen 127.0.0.1:8124;" in told and "server 127.0.0.1:8123 " in told
    assert "ssl" not in told and "return 301" not in told
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in told
    assert told.count("{") == told.count("}") and "drill" not in cli.COMMANDS
