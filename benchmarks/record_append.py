"""How fast the record is: append, sequence, prove, verify.

    python -m benchmarks.record_append [--entries 1000000] [--database postgresql://…/empty] [--json]

Without ``--database`` a SQLite file in a temporary folder is used (WAL, synchronous=FULL). Times are
wall-clock seconds of one process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STEP = 20_000


def body(number: int) -> dict[str, Any]:
    """An entry of ordinary size (about 600 bytes)."""
    return {
        "action": "cases.answer_case",
        "kind": "action",
        "by": {"kind": "office", "ref": f"people.office:{number % 40}"},
        "subject": f"cases.case:{number}",
        "basis": [
            {
                "provision": "law.provision:4",
                "competence": "law.competence:9",
                "mandate": "law.mandate:3",
            }
        ],
        # No versions: rows are verified by `benchmarks.verifying`.
        "data": {
            "digest": f"{number:064x}",
            "links": [[f"cases.case:{number}", "answered-by", f"cases.answer:{number}"]],
        },
    }


def measure(count: int) -> dict[str, Any]:
    """Build a log of ``count`` entries in the configured database and measure everything."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from commonhall.record import entries, sequencer

    call_command("migrate", verbosity=0)
    sequencer.sequence_once()
    figures: dict[str, Any] = {"database": connection.vendor, "entries": count}

    single = 500
    started = time.perf_counter()
    for number in range(single):
        with transaction.atomic():
            entries.append(body(number))
    figures["single_transactions_per_second"] = single / (time.perf_counter() - started)
    sequencer.sequence_once()

    appending = sequencing = 0.0
    made = single
    while made < count:
        step = min(STEP, count - made)
        batch = [body(made + offset) for offset in range(step)]
        started = time.perf_counter()
        # Transactions of two hundred entries, as an import writes them.
        for at in range(0, step, 200):
            with transaction.atomic():
                entries.append_many(batch[at : at + 200])
        appended = time.perf_counter()
        sequencer.sequence_once()
        sequencing += time.perf_counter() - appended
        appending += appended - started
        made += step
    batched = count - single
    figures |= {
        "appended_per_second": batched / appending,
        "sequenced_per_second": batched / sequencing,
        "appended_and_sequenced_per_second": batched / (appending + sequencing),
    }
    figures |= _prove(count) | _verify()
    figures["peak_memory_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _prove(count: int) -> dict[str, float]:
    from commonhall.record import logs

    log, chance = logs.current(), random.Random(1)
    inclusion, consistency = [], []
    for _ in range(300):
        started = time.perf_counter()
        logs.inclusion(log, chance.randrange(count), count)
        inclusion.append(time.perf_counter() - started)
        started = time.perf_counter()
        logs.consistency(log, chance.randrange(1, count), count)
        consistency.append(time.perf_counter() - started)
    return {
        "inclusion_proof_median_ms": statistics.median(inclusion) * 1000,
        "inclusion_proof_worst_ms": max(inclusion) * 1000,
        "consistency_proof_median_ms": statistics.median(consistency) * 1000,
        "consistency_proof_worst_ms": max(consistency) * 1000,
    }


def _verify() -> dict[str, float]:
    from commonhall.record import verification
    from commonhall.record.readers import DatabaseSource

    started = time.process_time()
    report = verification.verify(DatabaseSource())
    if not report.ok:
        raise SystemExit(report.as_text())
    used = time.process_time() - started
    return {
        "verify_seconds": report.seconds,
        "verify_cpu_seconds": used,
        "verified_entries": report.entries,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--database")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COMMONHALL_HOME"] = folder
        path = str(Path(folder) / "record.sqlite3").lstrip("/")
        os.environ["DATABASE_URL"] = args.database or f"sqlite:////{path}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings_test")
        import django

        django.setup()
        figures = measure(args.entries)
    if args.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            shown = (
                f"{value:,.1f}"
                if isinstance(value, float)
                else f"{value:,}"
                if isinstance(value, int)
                else value
            )
            print(f"{name.replace('_', ' '):<40}{shown:>16}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
