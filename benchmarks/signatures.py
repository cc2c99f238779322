"""Signatures over HTTP: a hall that serves as installed, and browsers that open the page of an initiative and sign it.

    python -m benchmarks.signatures [--count 1000] [--clients 4] [--workers 2] [--json]

`commonhall serve` runs as a whole: web, worker, timer, sequencer, on SQLite. Each signer has a session of their own, reads
the form and sends it with its token, over a connection that is kept open, so that a signature is two requests. All limits
of an installation hold. Residents, confirmations and sessions are made before the clock starts. Afterwards the hall
counts again: none may be lost, none doubled; fifty sign a second time, and that counts nothing. The target is 10,000 in
five minutes: 33 a second.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import re
import statistics
import sys
import tempfile
import time
from typing import Any
from urllib.parse import urlencode

from benchmarks import initiatives
from benchmarks._serving import served, wait_for

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
TARGET = 10_000 / 300


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonhall-bench-") as home:
        os.environ.pop("DATABASE_URL", None)
        os.environ["COMMONHALL_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings"
        result = measure(given.count, given.clients, given.workers)
    if given.json:
        print(json.dumps(result))
    else:
        print(
            f"sqlite, {given.workers} web processes, {given.clients} clients: "
            f"{result['per_second']:.0f} signatures/s, half within {result['median_ms']:.0f} ms, 95% within "
            f"{result['p95_ms']:.0f} ms, {result['cpu_ms']:.0f} ms CPU each in all processes of the hall, {result['signed']:,} signed, none lost or doubled; 10,000 take "
            f"{10_000 / result['per_second'] / 60:.1f} minutes (target {TARGET:.0f}/s)"
        )
    return 0


def measure(count: int, clients: int, workers: int) -> dict[str, Any]:
    """Serve, let everybody sign, count again; raises SystemExit where a signature is lost or doubled."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        number, sessions = pool.apply(initiatives.prepared, (count,))
    with served(workers) as hall:
        idle = hall.cpu()
        with context.Pool(clients) as pool:
            # The clients have started; their first answer counts, not their own start.
            pool.map(wait_for, [hall.port] * clients, chunksize=1)
            begun = time.perf_counter()
            parts = [(hall.port, number, sessions[at::clients]) for at in range(clients)]
            times = [one for part in pool.starmap(sign, parts) for one in part]
            took = time.perf_counter() - begun
            # Those who sign again are told so, and count once.
            pool.starmap(sign, [(hall.port, number, sessions[:50], False)])
            spent = hall.cpu() - idle
    with context.Pool(1) as pool:
        _vendor, kept, again = pool.apply(initiatives.counted, (number,))
    # The person who began it has signed, too.
    if not kept == again == count + 1:
        raise SystemExit(f"{count + 1} signed, {kept} are kept, {again} are counted again")
    ordered = sorted(times)
    return {
        "signed": kept,
        "per_second": count / took,
        "cpu_ms": 1000 * spent / count,
        "median_ms": 1000 * statistics.median(ordered),
        "p95_ms": 1000 * ordered[int(len(ordered) * 0.95)],
    }


def sign(port: int, number: int, sessions: list[str], first: bool = True) -> list[float]:
    """Read the form and send it, for each session; seconds that both took. Raises RuntimeError where one is not taken."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    address, shown, times = (
        f"/conversations/initiatives/{number}/sign/",
        ("private", "public", "anonymous"),
        [],
    )
    for at, session in enumerate(sessions):
        started = time.perf_counter()
        cookies = {"sessionid": session}
        status, page = _ask(connection, "GET", address, cookies)
        if not first and status != 200:
            continue
        fields = dict(HIDDEN.findall(page))
        fields |= {"shown": shown[at % 3], "name": f"Signer {at}"}
        status, page = _ask(connection, "POST", address, cookies, urlencode(fields))
        times.append(time.perf_counter() - started)
        if first and status != 302:
            raise RuntimeError(
                f"answer {status} to {address}: {re.sub('<[^>]+>', ' ', page)[-3000:]}"
            )
    return times


def _ask(
    connection: http.client.HTTPConnection,
    method: str,
    address: str,
    cookies: dict[str, str],
    body: str | None = None,
) -> tuple[int, str]:
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, address, body, headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
    return answer.status, page


if __name__ == "__main__":
    sys.exit(main())
