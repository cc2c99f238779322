"""Rates over many millions of cases: one grouped scan in DuckDB, the same over Spark Connect.

    .venv-analytics/bin/python -m benchmarks.analytics.rates [--cases 20000000] [--spark] [--json]

343 places × 60 months, three rates; the table is made up in DuckDB and written to Parquet first. Seconds are
of the whole: read, scan, group, answer. `same`: do both engines give the same counts?
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FORMULAS: dict[str, dict[str, Any]] = {
    "response": {"of": "called-back", "counts": {"answered-on-time": "1"}},
    "resolution": {"of": "called-back", "counts": {"solved": "1"}},
    "satisfaction": {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}},
}
MADE_UP = """
COPY (
  SELECT (hash(i) % 343)::INTEGER + 1 AS place, (hash(i + 1) % 60)::INTEGER AS month,
         hash(i + 2) % 10 < 9 AS raised, hash(i + 3) % 10 < 8 AS done,
         hash(i + 4) % 10 < 6 AS called_back, hash(i + 5) % 10 < 8 AS solved,
         ['', 'yes', 'mostly', 'no'][1 + (hash(i + 6) % 4)::INTEGER] AS satisfied,
         CASE WHEN hash(i + 7) % 20 = 0 THEN NULL ELSE hash(i + 7) % 10 < 8 END AS on_time,
         (hash(i + 8) % 40)::INTEGER AS days_to_answer, (hash(i + 9) % 60)::INTEGER AS days_to_done,
         (hash(i + 10) % 400)::INTEGER AS days_known
  FROM range({cases}) t(i)
) TO '{path}' (FORMAT parquet)
"""


def timed(work: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def measure(cases: int, spark: bool) -> dict[str, Any]:
    import ibis

    from commonhall.evaluation.indicators import bulk

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.parquet"
        local = ibis.duckdb.connect()
        local.raw_sql(MADE_UP.format(cases=cases, path=path))
        table = local.read_parquet(path)
        expression = bulk.rates(table, FORMULAS)
        here, seconds = timed(lambda: local.to_pyarrow(expression))
        result: dict[str, Any] = {
            "cases": cases,
            "groups": here.num_rows,
            "duckdb_seconds": round(seconds, 3),
        }
        if spark:
            result |= _spark(path, here)
        return result


def _spark(path: Path, here: Any) -> dict[str, Any]:
    import ibis
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    from commonhall.evaluation.indicators import bulk

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _host, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    backend = ibis.pyspark.connect(session)
    there, seconds = timed(
        lambda: backend.to_pyarrow(bulk.rates(backend.read_parquet(str(path)), FORMULAS))
    )
    session.stop()
    server.stop()
    key = [("place", "ascending"), ("month", "ascending")]
    same = here.sort_by(key).to_pylist() == there.sort_by(key).to_pylist()
    return {"spark_connect_seconds": round(seconds, 3), "same": same}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=20_000_000)
    parser.add_argument("--spark", action="store_true", help="also over Spark Connect (Sail)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = measure(args.cases, args.spark)
    print(json.dumps(found) if args.json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
