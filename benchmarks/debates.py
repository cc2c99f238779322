"""The page of a debate of a thousand comments, beside the list of cases: CPU and queries of one reading.

    python -m benchmarks.debates [--comments 1000] [--json]

Both pages are read in turn, in one process: by a stranger, by the first stranger since something new stands on the
record, and by a resident. What is told is the ratio of their times.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from statistics import median
from typing import Any

READINGS = 15
READERS = {
    "stranger": "a stranger",
    "first": "a stranger, when nothing is kept",
    "resident": "a resident signed in",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonhall-bench-") as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {
            "COMMONHALL_HOME": home,
            "DJANGO_SETTINGS_MODULE": "commonhall.site.settings",
        }
        result = measure(given.comments)
    if given.json:
        print(json.dumps(result))
    else:
        print(f"{result['comments']:,} comments, milliseconds of CPU (queries):")
        for who, words in READERS.items():
            one = result[who]
            print(
                f"  {words}: debate {one['debate']:.1f} ({one['debate_queries']}), list of 25 cases "
                f"{one['list']:.1f} ({one['list_queries']}): {one['ratio']:.1f} ×"
            )
    return 0


def measure(comments: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.cache import caches

    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from commonhall.site.commands.migrate import prepare
    from tests.consultations.initiatives import begun
    from tests.consultations.test_debate_pages import address, thread_of
    from tests.kit import found_hall, signed_in

    prepare()
    hall = found_hall()
    one = begun(hall)
    thread_of(hall, one, comments)
    for number in range(25):
        hall.raise_case(title=f"Case {number}")
    clients = {"stranger": Client(), "first": Client(), "resident": signed_in("resident")}
    paths = {"debate": address(one), "list": "/cases/"}

    def read(who: str, path: str) -> float:
        if who == "first":
            caches["local"].clear()
        started = time.process_time()
        assert clients[who].get(path).status_code == 200
        return time.process_time() - started

    result: dict[str, Any] = {"comments": comments}
    for who in clients:
        times: dict[str, list[float]] = {name: [] for name in paths}
        for reading in range(READINGS + 2):
            for name, path in paths.items():
                took = read(who, path)
                # The first readings fill what is kept.
                if reading > 1:
                    times[name].append(took)
        found = {name: 1000 * median(took) for name, took in times.items()}
        for name, path in paths.items():
            with CaptureQueriesContext(connection) as queries:
                read(who, path)
            found[f"{name}_queries"] = len(queries)
        result[who] = {**found, "ratio": found["debate"] / found["list"]}
    return result


if __name__ == "__main__":
    sys.exit(main())
