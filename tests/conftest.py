"""What every test may use. The database is chosen by DATABASE_URL before pytest starts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from commonhall.ui import hall
from tests import kept_databases, rebuilder
from tests.browser_kit import chromium, open_page  # noqa: F401  (one browser for all apps)
from tests.record import flushing

flushing.install()
kept_databases.install()
rebuilder.install()
# A busy machine makes examples slowly, and that is no fault of theirs.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")
# No hall has settled anything: asking for it costs no test a query.
hall.believe(hall.NOTHING, seconds=1e9)
# Needs its own lock: make test-analytics.
collect_ignore = ["analytics"]


# Measured in a whole run (tools/slow_tests.py): `make test-fast` leaves them out.
SLOW = frozenset((Path(__file__).parent / "slow.txt").read_text(encoding="utf-8").split())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests are marked. What asks no database is tested once, on SQLite; commands start processes with
    databases of their own."""
    for item in items:
        if item.nodeid.partition("[")[0] in SLOW:
            item.add_marker(pytest.mark.slow)
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        return
    asking = {"db", "transactional_db", "live_server", "home"}
    left = [
        item
        for item in items
        if item.get_closest_marker("django_db") is None
        and not asking.intersection(getattr(item, "fixturenames", ()))
        and item.path.parent.name not in ("site", "crash")
        and item.path.stem != "test_crashes"
    ]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in set(left)]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real input; the test says so when it has to skip."""
    folder = os.environ.get("COMMONHALL_REAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("COMMONHALL_REAL_DATA names no folder of real input")
    return Path(folder)


@pytest.fixture(autouse=True)
def house_language() -> Iterator[None]:
    """A request in another language, or in a hall that lives by another time zone, must not colour the next test."""
    from django.conf import settings
    from django.utils import timezone, translation

    hall.believe(hall.NOTHING, seconds=1e9)
    timezone.deactivate()
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """On PostgreSQL numbers go on from test to test. They begin high here, so that no test can count on its first
    case being number 1, whatever ran before."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename), 4000)"
            " FROM pg_sequences WHERE schemaname = 'public' AND data_type = 'bigint'::regtype"
        )


@pytest.fixture
def home(tmp_path: Path, settings, monkeypatch) -> Path:  # type: ignore[no-untyped-def]
    """An installation's folder of its own: keys, published checkpoints, uploads."""
    from django.core.cache import caches

    from commonhall.places import queries
    from commonhall.record import keys

    settings.COMMONHALL_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.RATE_LIMITS = {}
    monkeypatch.setattr(queries, "_locator", None)
    for name in ("default", "local"):
        caches[name].clear()
    keys.forget()
    return tmp_path
