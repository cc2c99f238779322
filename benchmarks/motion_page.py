"""The page of a motion before a body of 40 with 200 amendments and full roll-calls: CPU, queries, bytes.

    python -m benchmarks.motion_page [--members 40] [--amendments 200] [--json]

CPU milliseconds of this process per request, the median of 15 after 3 to warm up, for a reader and for a member.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from datetime import timedelta
from typing import Any


def measure(members: int, amendments: int) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from commonhall.core import clock
    from commonhall.law.instruments.actions import adopt_instrument
    from tests.decisions import test_motion_page as full
    from tests.decisions.council import seated, table
    from tests.kit import found_hall, signed_in

    hall = found_hall()
    seats = seated(hall, 2)
    offices = full.fill_council(hall, members - 2)
    starts = clock.today() + timedelta(days=30)
    motion = table(seats[0], adopt_instrument, **full.rule(hall, starts))
    full.full(motion, offices)
    full.put(motion, offices, amendments)
    address, found = motion.get_absolute_url(), {}
    for who, client in (("reader", Client()), ("member", signed_in(seats[0]))):
        for _warm in range(3):
            client.get(address)
        spent = []
        for _time in range(15):
            begun = time.process_time()
            page = client.get(address)
            spent.append((time.process_time() - begun) * 1000)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        found[who] = {
            "cpu_ms": round(statistics.median(spent), 1),
            "queries": len(seen),
            "bytes": len(page.content),
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=40)
    parser.add_argument("--amendments", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonhall-bench-") as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ["COMMONHALL_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings_test"
        import django

        django.setup()
        from django.test.utils import setup_databases, teardown_databases

        made = setup_databases(verbosity=0, interactive=False)
        try:
            found = measure(given.members, given.amendments)
        finally:
            teardown_databases(made, verbosity=0)
    if given.json:
        print(json.dumps(found))
        return
    for who, one in found.items():
        print(
            f"{who:<8} {one['cpu_ms']:>7.1f} ms CPU {one['queries']:>4} queries {one['bytes']:>9,} bytes"
        )


if __name__ == "__main__":
    main()
