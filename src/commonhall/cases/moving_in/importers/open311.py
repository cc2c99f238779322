"""Requests of an Open311 server (GeoReport v2): from its address by spans of days, or from a saved answer."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

from commonhall.cases.moving_in import georeport, systems
from commonhall.core import clock
from commonhall.core.importers import Imported, Importer, Option
from commonhall.core.imports import Invalid, Problem

LONGEST = 90


def run(
    source: Path | str,
    mapping_file: str = "",
    body: str = "",
    leave_out_faulty: bool = False,
    dry_run: bool = False,
    since: str = "",
    until: str = "",
    days: int = 7,
    jurisdiction: str = "",
    xml: bool = False,
) -> Imported:
    """Pull a server's requests, or import a saved answer: each span whole or not at all."""
    told = systems.given(mapping_file, body, leave_out_faulty, dry_run)
    if isinstance(source, str):
        yesterday = clock.today() - timedelta(days=1)
        first, last = _day("--from", since, None), _day("--to", until, yesterday)
        if last > yesterday:
            raise Invalid([Problem(0, "--to", "only days that are over are taken")])
        if first > last or not 1 <= days <= LONGEST:
            raise Invalid(
                [Problem(0, "--from", f"--from comes before --to; --days 1 to {LONGEST}")]
            )
        there = georeport.server(source, jurisdiction, "xml" if xml else "json")
        return georeport.pull(there, first, last, days, told)
    raw = source.read_bytes()
    found = georeport.read(georeport.records(raw, source.name), told)
    digest = hashlib.sha256(raw + told.said.encode()).hexdigest()
    name = f"open311-{jurisdiction}".strip("-")[:60]
    return systems.bring_in(name, digest, source.name, found, told)


def _day(flag: str, said: str, otherwise: date | None) -> date:
    if not said and otherwise is not None:
        return otherwise
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise Invalid([Problem(0, flag, "write a day like 2026-05-01")]) from error


IMPORTER = Importer(
    what="cases",
    format="open311",
    help="requests of an Open311 server or a saved answer of one",
    run=run,
    told=systems.told,
    options=(
        *systems.OPTIONS,
        Option("--from", "first day that is pulled, like 2026-05-01", key="since"),
        Option("--to", "last day that is pulled (default: yesterday)", key="until"),
        Option("--days", "days that are asked for at once, up to 90", 7, int),
        Option("--jurisdiction", "jurisdiction_id of the server, where it wants one"),
        Option("--xml", "ask the server for XML", default=False, switch=True),
    ),
    address="an Open311 server",
)
