"""The expression gives what counting case by case gives, on DuckDB and over Spark Connect."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest

from commonhall.evaluation.indicators import bulk, formulas
from commonhall.evaluation.indicators.facts import Fact

FORMULAS = {
    "response": {"of": "called-back", "counts": {"answered-on-time": "1"}},
    "resolution": {"of": "called-back", "counts": {"solved": "1"}},
    "satisfaction": {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}},
    "disposed": {"of": "raised", "counts": {"done-within": "1"}, "days": 21},
    "answered": {"of": "raised", "counts": {"answered-within": "1"}, "days": 7},
    "combined": {"mean": {"response": "0.1", "resolution": "0.5", "satisfaction": "0.4"}},
}


def made_up(rows: int, seed: int = 1) -> pa.Table:
    """Cases of 40 places and 12 months, some facts unknown."""
    chance = np.random.default_rng(seed)

    def days(unknown: float) -> pa.Array:
        return pa.array(chance.integers(0, 40, rows), mask=chance.random(rows) < unknown)

    return pa.table(
        {
            "place": chance.integers(1, 41, rows),
            "month": chance.integers(0, 12, rows),
            "raised": chance.random(rows) < 0.6,
            "done": chance.random(rows) < 0.7,
            "called_back": chance.random(rows) < 0.5,
            "solved": chance.random(rows) < 0.8,
            "satisfied": pa.array(chance.choice(["", "yes", "mostly", "no"], rows).tolist()),
            "on_time": pa.array(chance.random(rows) < 0.7, mask=chance.random(rows) < 0.1),
            "days_to_answer": days(0.2),
            "days_to_done": days(0.3),
            "days_known": chance.integers(0, 60, rows),
        }
    )


def one_by_one(table: pa.Table) -> dict[tuple[int, int, str], formulas.Rate]:
    groups: dict[tuple[int, int], list[Fact]] = defaultdict(list)
    for number, row in enumerate(table.to_pylist()):
        fact = Fact(
            case=number,
            unit=row["place"],
            body=0,
            **{key: row[key] for key in row if key not in ("month", "place")},
        )
        groups[row["place"], row["month"]].append(fact)
    return {
        (*key, code): formulas.count(formula, facts)
        for key, facts in groups.items()
        for code, formula in FORMULAS.items()
        if "mean" not in formula
    }


def compare(answer: list[dict[str, Any]], wanted: dict[tuple[int, int, str], Any]) -> None:
    assert len(answer) == len({key[:2] for key in wanted})
    for row in answer:
        for code in (code for code, formula in FORMULAS.items() if "mean" not in formula):
            rate = wanted[row["place"], row["month"], code]
            assert row[f"{code}_asked"] == rate.asked, (row, code)
            if rate.measured:
                value = 100 * row[f"{code}_counted"] / (formulas.SCALE * rate.asked)
                assert abs(value - rate.value) < 1e-4


@pytest.mark.parametrize("rows", [1, 50, 20_000])
def test_duckdb_counts_as_we_count(rows: int) -> None:
    table = made_up(rows)
    expression = bulk.rates(ibis.memtable(table), FORMULAS)
    compare(ibis.duckdb.connect().to_pyarrow(expression).to_pylist(), one_by_one(table))


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A Spark Connect server: SPARK_REMOTE, else Sail in this process (no Java needed)."""
    from pyspark.sql import SparkSession

    remote = os.environ.get("SPARK_REMOTE")
    server = None
    if not remote:
        from pysail.spark import SparkConnectServer

        server = SparkConnectServer("127.0.0.1", 0)
        server.start(background=True)
        _host, port = server.listening_address
        remote = f"sc://127.0.0.1:{port}"
    session = SparkSession.builder.remote(remote).getOrCreate()
    yield session
    session.stop()
    if server is not None:
        server.stop()


def test_spark_connect_gives_the_same(spark: Any, tmp_path: Any) -> None:
    import pyarrow.parquet as pq

    table = made_up(20_000, seed=2)
    pq.write_table(table, tmp_path / "facts.parquet")
    local = ibis.duckdb.connect()
    expression = bulk.rates(local.read_parquet(tmp_path / "facts.parquet"), FORMULAS)
    here = local.to_pyarrow(expression).to_pylist()
    backend = ibis.pyspark.connect(spark)
    there = backend.to_pyarrow(
        bulk.rates(backend.read_parquet(str(tmp_path / "facts.parquet")), FORMULAS)
    ).to_pylist()

    def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(rows, key=lambda row: (row["place"], row["month"]))

    assert ordered(here) == ordered(there)
