"""Full actions per second: all stages, version rows, seals, links, jobs, entry; durable commits.

    python -m benchmarks.actions [--count 800] [--writers 1] [--postgresql | --database URL] [--plain] [--json]

Each writer is a process of its own. `--plain` runs without compiled queries. `--postgresql` starts a real server out of the test wheel.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=800)
    parser.add_argument("--writers", type=int, default=0, help="0: one, then four")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--database", default=os.environ.get("DATABASE_URL", ""))
    parser.add_argument("--plain", action="store_true", help="without compiled queries")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    wanted = [given.writers] if given.writers else [1, 4]
    for writers in wanted:
        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="commonhall-bench-"))
            url = given.database
            if given.postgresql:
                from tools.run_tests import started_postgres

                url = stack.enter_context(started_postgres())
            result = measure(home, url, writers, given.count, given.plain)
        if given.json:
            print(json.dumps(result))
        else:
            print(
                f"{result['database']}, {writers} writer(s): "
                f"cases.raise_case {result['raise_case_per_second']:,.0f}/s, "
                f"cases.mark_done {result['mark_done_per_second']:,.0f}/s (public power); "
                f"{result['entries']:,} entries, none lost"
            )
    return 0


def measure(home: str, url: str, writers: int, count: int, plain: bool = False) -> dict[str, Any]:
    """Found a small hall in a process of its own, then let `writers` act side by side."""
    os.environ["COMMONHALL_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings"
    os.environ.pop("DATABASE_URL", None)
    if url:
        os.environ["DATABASE_URL"] = url
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        pool.apply(_found)
    share = count // writers
    barrier, answers = context.Barrier(writers), context.Queue()
    workers = [
        context.Process(target=_action, args=(barrier, answers, share, plain))
        for _ in range(writers)
    ]
    for worker in workers:
        worker.start()
    times = [answers.get(timeout=300) for _ in workers]
    for worker in workers:
        worker.join()
    with context.Pool(1) as pool:
        vendor, entries = pool.apply(_count)
    expected = 2 * share * writers
    if entries < expected:
        raise SystemExit(f"only {entries} entries for {expected} actions")
    return {
        "database": vendor,
        "writers": writers,
        "raise_case_per_second": share * writers / max(raised for raised, _ in times),
        "mark_done_per_second": share * writers / max(done for _, done in times),
        "entries": entries,
    }


def _ready() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.RATE_LIMITS = {}


def _found() -> None:
    _ready()
    from commonhall.site.commands.migrate import prepare
    from tests.kit import found_hall

    prepare()
    found_hall()


def _count() -> tuple[str, int]:
    _ready()
    from django.db import connection

    from commonhall.record.models import Entry

    return connection.vendor, Entry.objects.count()


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _without_compiled_queries() -> None:
    """Let every look-up build its query set and its SQL again."""
    from commonhall.core import compiled_queries

    def rows(self: Any, *, lock: bool = False, **values: Any) -> list[Any]:
        return list(self.build(**values))

    kind: Any = compiled_queries.CompiledQuery
    kind.rows = rows
    kind.for_update = lambda self, **values: list(self.build(**values).select_for_update())
    kind.exists = lambda self, **values: self.build(**values).exists()


def _action(barrier: Any, answers: Any, share: int, plain: bool) -> None:
    _ready()
    if plain:
        _without_compiled_queries()
    from commonhall.cases.cases import actions as case_actions
    from commonhall.cases.categories.models import Category
    from commonhall.people import actors
    from commonhall.people.bodies.models import Office
    from commonhall.people.residents.models import Person
    from commonhall.places.models import Unit

    resident = actors.as_person(Person.objects.get(name="resident"))
    desk = Office.objects.select_related("body").get(code="parks-desk")
    parks = actors.as_office(Person.objects.get(name="parks"), desk)
    lamps, north = Category.objects.get(code="lamps"), Unit.objects.get(code="north")

    def raise_all() -> list[Any]:
        return [
            case_actions.raise_case.perform(
                resident, kind="complaint", title=f"Case {at}", category=lamps, unit=north
            ).result
            for at in range(share)
        ]

    barrier.wait()
    raised, cases = _timed(raise_all)
    barrier.wait()
    done, _ = _timed(
        lambda: [case_actions.mark_done.perform(parks, case=case, text="Done.") for case in cases]
    )
    answers.put((raised, done))


if __name__ == "__main__":
    sys.exit(main())
