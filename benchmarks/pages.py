"""Pages of cases at 1,000 and 100,000 cases: queries, CPU, bytes; and how long the import took.

    python -m benchmarks.pages [--cases 1000 100000] [--postgresql] [--json]

CPU milliseconds of this process per request, the median of 15 after 3 to warm up; the page passes the
whole stack of middleware. Bytes are of the compressed HTML.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

PAGES = {
    "home": "/",
    "list": "/cases/",
    "list, one state": "/cases/?state=closed",
    "list, one place": "/cases/?place=north",
    "search, common word": "/cases/?q=noise",
    "search, rare word": "/cases/?q=case777",
    "search, no hit": "/cases/?q=unfindable",
    "case": "/cases/{case}/",
    "place": "/places/{unit}/",
    "body": "/bodies/{body}/",
    "API list": "/api/v1/cases",
    "points": "/cases/points.json",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    results = []
    for count in given.cases:
        with ExitStack() as stack:
            home = stack.enter_context(tempfile.TemporaryDirectory(prefix="commonhall-bench-"))
            os.environ.pop("DATABASE_URL", None)
            if given.postgresql:
                from tools.run_tests import started_postgres

                os.environ["DATABASE_URL"] = stack.enter_context(started_postgres())
            os.environ["COMMONHALL_HOME"] = home
            os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings"
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                results.append(pool.apply(measure, (home, count)))
    if given.json:
        print(json.dumps(results))
        return 0
    for result in results:
        print(
            f"\n{result['database']}, {result['cases']:,} cases "
            f"(imported in {result['import_seconds']:.0f} s, "
            f"{result['cases'] / result['import_seconds']:,.0f}/s, peak {result['peak_mb']} MB)"
        )
        for name, page in result["pages"].items():
            print(
                f"  {name:<22}{page['queries']:>4} queries {page['cpu_ms']:>8.1f} ms CPU "
                f"{page['bytes']:>8,} bytes"
            )
    return 0


def write_file(path: Path, count: int) -> None:
    """A made-up file in the format of New York's 311."""
    chance = random.Random(1)
    kinds = [
        ("NYPD", "Noise"),
        ("DOT", "Street Light"),
        ("DSNY", "Missed Collection"),
        ("HPD", "Heat"),
    ]
    start = datetime(2024, 1, 1)
    from commonhall.cases.cases.importers.nyc311 import NEEDED

    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*NEEDED, "Resolution Description"], restval="")
        writer.writeheader()
        for number in range(count):
            agency, complaint = kinds[chance.randrange(4)]
            created = start + timedelta(minutes=number * 5)
            writer.writerow(
                {
                    "Unique Key": number,
                    "Created Date": created.strftime("%m/%d/%Y %I:%M:%S %p"),
                    "Agency": agency,
                    "Agency Name": agency,
                    "Complaint Type": complaint,
                    "Descriptor": f"case{number} street {chance.randrange(900)}",
                    "Status": "Closed" if chance.random() < 0.8 else "Open",
                    "Borough": "BRONX",
                    "Community Board": "04 BRONX",
                    "Latitude": f"{chance.uniform(0.001, 1.999):.6f}",
                    "Longitude": f"{chance.uniform(10.001, 10.999):.6f}",
                    "Resolution Description": "The matter was looked into.",
                }
            )


def measure(home: str, count: int) -> dict[str, Any]:
    import django

    django.setup()
    import resource

    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from commonhall.cases.cases.importers import nyc311
    from commonhall.cases.cases.models import Case
    from commonhall.people.bodies.models import Body
    from commonhall.places.models import Unit
    from commonhall.record import sequencer
    from commonhall.site.commands.migrate import prepare
    from tests.kit import found_hall

    settings.ALLOWED_HOSTS = ["*"]
    settings.READ_SECONDS = 0  # one reader here stands for many
    prepare()
    found_hall()
    path = Path(home) / "requests.csv"
    write_file(path, count)
    started = time.perf_counter()
    nyc311.run(path)
    took = time.perf_counter() - started
    sequencer.sequence_once()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    names = {
        "case": Case.objects.order_by("-pk")[0].pk,
        "unit": Unit.objects.get(code="north").pk,
        "body": Body.objects.get(code="nyc-nypd").pk,
    }
    client, pages = Client(headers={"Accept-Encoding": "gzip"}), {}
    for name, address in PAGES.items():
        target = address.format(**names)
        for _ in range(3):
            answer = client.get(target)
        assert answer.status_code == 200, (target, answer.status_code)
        with CaptureQueriesContext(connection):
            client.get(target)
            asked = len(connection.queries_log)
        times = []
        for _ in range(15):
            before = time.process_time()
            client.get(target)
            times.append(time.process_time() - before)
        pages[name] = {
            "queries": asked,
            "cpu_ms": round(statistics.median(times) * 1000, 2),
            "bytes": len(answer.content),
        }
    return {
        "database": connection.vendor,
        "cases": count,
        "import_seconds": took,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "pages": pages,
    }


if __name__ == "__main__":
    sys.exit(main())
