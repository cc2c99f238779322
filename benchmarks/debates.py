"""The page of a debate of a thousand comments, beside the list of cases: CPU and queries of one reading.

    python -m benchmarks.debates [--comments 1000] [--json]

Both pages are read by a stranger, in turn, in one process. What is told is the ratio of their times.
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
        print(
            f"{result['comments']:,} comments: debate {result['debate_ms']:.1f} ms CPU and {result['debate_queries']} "
            f"queries, list of 25 cases {result['list_ms']:.1f} ms and {result['list_queries']}: {result['ratio']:.1f} ×"
        )
    return 0


def measure(comments: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from commonhall.site.commands.migrate import prepare
    from tests.consultations.initiatives import begun
    from tests.consultations.test_debate_pages import address, thread_of
    from tests.kit import found_hall

    prepare()
    hall = found_hall()
    one = begun(hall)
    thread_of(hall, one, comments)
    for number in range(25):
        hall.raise_case(title=f"Case {number}")
    client = Client()

    def read(path: str) -> float:
        started = time.process_time()
        assert client.get(path).status_code == 200
        return time.process_time() - started

    paths = {"debate": address(one), "list": "/cases/"}
    times: dict[str, list[float]] = {name: [] for name in paths}
    for reading in range(READINGS + 2):
        for name, path in paths.items():
            took = read(path)
            # The first readings fill what is kept.
            if reading > 1:
                times[name].append(took)
    result: dict[str, Any] = {"comments": comments}
    for name, path in paths.items():
        with CaptureQueriesContext(connection) as queries:
            read(path)
        result[f"{name}_ms"] = 1000 * median(times[name])
        result[f"{name}_queries"] = len(queries)
    result["ratio"] = result["debate_ms"] / result["list_ms"]
    return result


if __name__ == "__main__":
    sys.exit(main())
