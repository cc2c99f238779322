"""A record of its own for every test: empty files outside the database, fresh keys, one clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from commonhall.record import keys


@pytest.fixture(autouse=True)
def record_home(tmp_path: Path, settings) -> Iterator[Path]:  # type: ignore[no-untyped-def]
    """A home folder that no other test has published into."""
    home = tmp_path / "home"
    home.mkdir()
    settings.COMMONHALL_HOME = home
    keys.forget()
    cache.clear()
    yield home
    keys.forget()
