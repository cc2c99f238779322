"""A record of its own for every test: empty files outside the database, fresh keys, one clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction

from commonhall.record import keys, verification, wording
from commonhall.record.notes import VerifierKey
from tests.record import flushing
from tests.record.attacks import Attacker

flushing.install()


@pytest.fixture(autouse=True)
def record_home(tmp_path: Path, settings, monkeypatch) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    """A home folder that no other test has published into."""
    home = tmp_path / "home"
    home.mkdir()
    settings.COMMONHALL_HOME = home
    keys.forget()
    cache.clear()
    # The record by itself: apps above add checks and names, and have tests of their own.
    monkeypatch.setattr(verification, "_checks", {})
    monkeypatch.setattr(wording, "_names", [])
    monkeypatch.setattr(wording, "_actions", [])
    yield home
    keys.forget()


@pytest.fixture
def attacker(db: None) -> Iterator[Attacker]:
    yield Attacker()
    # What an attacker leaves behind need not satisfy foreign keys: do not check at the end.
    transaction.set_rollback(True)


@pytest.fixture
def pinned() -> list[VerifierKey]:
    """The keys a watchful resident wrote down."""
    return [*keys.log_keys("localhost/record"), keys.receipt_signer().public()]
