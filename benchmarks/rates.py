"""Reading rates from the roll-up: 343 places × 60 months of tallies; and how fast cases are folded.

    python -m benchmarks.rates [--places 343] [--months 60] [--cases 1500] [--postgresql] [--json]

The tallies are made up: sums as of some 40 cases a place and month, written straight into the table. The
cases that are folded are real ones, raised, answered and reported done by actions. Milliseconds are the median
of 15 after 3 to warm up; `page` is the whole answer to a request, the rest is reading alone.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=343)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--cases", type=int, default=1500, help="how many are folded")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="commonhall-bench-"))
        os.environ.pop("DATABASE_URL", None)
        if given.postgresql:
            from tools.run_tests import started_postgres

            os.environ["DATABASE_URL"] = stack.enter_context(started_postgres())
        os.environ["COMMONHALL_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings"
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            result = pool.apply(measure, (given.places, given.months, given.cases))
    print(json.dumps(result) if given.json else "\n".join(f"{k:<34}{v}" for k, v in result.items()))
    return 0


def measure(places: int, months: int, cases: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS, settings.RATE_LIMITS = ["*"], {}
    from commonhall.site.commands.migrate import prepare
    from tests.evaluation import kit

    prepare()
    hall = kit.old_hall()
    kit.define(hall, kit.last_month() - timedelta(days=31 * months))
    folding = fold_speed(hall, cases)
    units = make_places(hall, places)
    made = make_tallies(units, months)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "database": connection.vendor,
        "groups": places * months,
        "tallies": made,
        **folding,
        **reading(hall, units),
    }


def fold_speed(hall: Any, count: int) -> dict[str, Any]:
    """Real cases, three acts each; the time is of folding alone."""
    from commonhall.cases.cases import actions as case_actions
    from commonhall.core import clock
    from commonhall.evaluation.rollup import folding
    from tests.evaluation import kit

    for number in range(count):
        with clock.replay(kit.noon(kit.last_month() + timedelta(days=number % 28))):
            case = hall.raise_case()
            case_actions.answer_case.perform(hall.parks, case=case, text="We look.")
            case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
    started = time.perf_counter()
    folded = folding.fold_all()
    return {"folded_cases_per_second": round(folded / (time.perf_counter() - started))}


def make_places(hall: Any, count: int) -> list[Any]:
    """Small squares in rows below the town, as districts."""
    from commonhall.places.actions import UnitRow, import_units
    from commonhall.places.models import Unit
    from tests.kit import square
    from tests.words import texts

    rows = [
        UnitRow(f"place-{at}", "district", texts(f"Place {at}"), "root", square(3 + at))
        for at in range(count)
    ]
    import_units.perform(hall.chair, rows=rows, source_sha256="")
    return list(Unit.objects.filter(code__startswith="place-").order_by("pk"))


def make_tallies(units: list[Any], months: int) -> int:
    from commonhall.core import clock
    from commonhall.evaluation.indicators import rates
    from commonhall.evaluation.indicators.models import Definition
    from commonhall.evaluation.rollup import tallies
    from commonhall.evaluation.rollup.models import Tally

    chance = random.Random(1)
    counted = [str(one.pk) for one in Definition.objects.all() if "mean" not in one.formula]
    words = [*counted, tallies.CASES, *tallies.FOR_CHECKS]
    rows = []
    Tally.objects.all().delete()
    for month in rates.months_before(clock.today().replace(day=1), months):
        for by, number in [("unit", unit.pk) for unit in units] + [("all", 0)]:
            for measure in words:
                asked = chance.randrange(4) if measure.startswith("answered-") else 40
                part = chance.randrange(asked + 1) * 1_000_000
                rows.append(
                    Tally(
                        month=month,
                        by=by,
                        number=number,
                        measure=measure,
                        counted=part,
                        asked=asked,
                    )
                )
    Tally.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def reading(hall: Any, units: list[Any]) -> dict[str, Any]:
    from django.test import Client

    from commonhall.core import clock
    from commonhall.evaluation.indicators import rates
    from commonhall.evaluation.indicators.models import Definition
    from commonhall.evaluation.rollup import reading as rollup_reading
    from commonhall.evaluation.rollup import tallies
    from tests.evaluation import kit

    month = kit.last_month()
    year = rates.months_before(clock.today().replace(day=1), 12)
    measures = rollup_reading.measures_of(Definition.objects.all())
    checked = measures | set(tallies.FOR_CHECKS)
    one, everything = [units[0].pk], [unit.pk for unit in units]
    client, root = Client(), hall.unit("root").pk

    def page(address: str) -> Callable[[], Any]:
        return lambda: client.get(address)

    wanted: dict[str, Callable[[], Any]] = {
        "month_ms": lambda: rollup_reading.read([month], "unit", None, measures),
        "month_page_ms": page(f"/evaluation/rates/?month={month:%Y-%m}"),
        "year_of_a_place_ms": lambda: rollup_reading.read(
            year, "unit", one, checked, together=True
        ),
        "year_of_a_place_page_ms": page(f"/evaluation/rates/places/{one[0]}/"),
        "year_of_all_summed_ms": lambda: rollup_reading.read(
            year, "unit", everything, checked, together=True
        ),
        "year_of_all_ms": lambda: rollup_reading.read(year, "unit", None, checked, together=True),
        "year_of_all_page_ms": page(f"/evaluation/rates/places/{root}/"),
    }
    found = {name: median(work) for name, work in wanted.items()}
    for _number in range(20):
        hall.raise_case()
    return found | {"month_with_20_unfolded_ms": median(wanted["month_ms"])}


def median(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(18):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return round(statistics.median(times[3:]) * 1000, 2)


if __name__ == "__main__":
    sys.exit(main())
