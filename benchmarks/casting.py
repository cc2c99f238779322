"""Ballots cast by many at once: through the gate by writers side by side, or by HTTP from a served hall.

    python -m benchmarks.casting [--ballots 1000] [--writers 4] [--postgresql] [--http] [--clients 20] [--json]

Voters, their sessions and their envelopes (sealed as a browser does) are made before the clock starts. Each writer is
a process of its own. With `--http` a hall is served with two web processes, worker, timer and sequencer, and the
clients, threads of one process beside them, send the ballot's form. Afterwards every envelope is counted: none may be
lost, none doubled, and the record names as many.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
import urllib.parse
from contextlib import ExitStack
from typing import Any

from benchmarks._serving import served, sessions_of

TOKEN = "b" * 32
# Number of a vote, and of each voter: who it is, their session and their envelope.
Voters = list[tuple[int, str, bytes]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=1000)
    parser.add_argument("--options", type=int, default=30)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--http", action="store_true")
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
        result = measure(given)
    if given.json:
        print(json.dumps(result))
        return 0
    waits = f"; half within {result['p50_ms']} ms, p99 {result['p99_ms']} ms" if given.http else ""
    print(
        f"{result['database']}, {result['by']}: {result['per_second']} ballots/s{waits}; "
        f"{result['cpu_ms']} ms CPU of the hall each; "
        f"{result['kept']:,} envelopes kept of {given.ballots:,}, none lost or doubled"
    )
    return 0


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Raises SystemExit where an envelope is lost or doubled."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        number, voters = pool.apply(_prepared, (given.ballots, given.options))
    if given.http:
        found = _by_http(number, voters, given.clients)
    else:
        found = _by_writers(number, voters, given.writers)
    with context.Pool(1) as pool:
        vendor, kept, entries, handed_in = pool.apply(_counted, (number,))
    if not kept == entries == handed_in == given.ballots:
        raise SystemExit(
            f"{given.ballots} cast, {kept} envelopes, {entries} entries, {handed_in} handed in"
        )
    return {"database": vendor, "kept": kept, **found}


# --- before and after -------------------------------------------------------------------------------
def _ready() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.RATE_LIMITS = {}


def _prepared(count: int, options: int) -> tuple[int, Voters]:
    """An open vote on projects, and so many who may vote."""
    _ready()
    from benchmarks.votes import opened, voters
    from commonhall.decisions.votes import papers
    from commonhall.decisions.votes.envelopes import Ballot
    from commonhall.people.accounts.models import Account
    from commonhall.people.residents.models import Person
    from commonhall.site.commands.migrate import prepare
    from tests.kit import found_hall

    prepare()
    hall = found_hall()
    people = [one.person_id for one in voters(hall, count)]
    election, codes = opened(hall, options)
    paper = papers.of(election)
    accounts = Account.objects.bulk_create(
        Account(email=f"voter-{at}@example.org", password="!") for at in range(count)
    )
    made: Voters = []
    sessions = sessions_of(accounts)
    for at, (account, person) in enumerate(zip(accounts, people, strict=True)):
        Person.objects.filter(pk=person).update(account=account)
        chosen = tuple((codes[(at + step) % len(codes)], 1) for step in range(3))
        tracker = f"ABCD-2345-K7QX-02MB-9TRC-4WJE-{at:04}"
        made.append((person, sessions[at], paper.seal(Ballot(tracker, chosen))))
    return election.pk, made


def _counted(number: int) -> tuple[str, int, int, int]:
    _ready()
    from django.db import connection

    from commonhall.decisions.votes.models import Envelope, HandedIn
    from commonhall.record.models import Entry

    return (
        connection.vendor,
        Envelope.objects.filter(election=number).count(),
        Entry.objects.filter(action="decisions.cast_ballot").count(),
        HandedIn.objects.filter(election=number).count(),
    )


# --- writers side by side ---------------------------------------------------------------------------
def _by_writers(number: int, voters: Voters, writers: int) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(writers), context.Queue()
    working = [
        context.Process(target=_cast, args=(barrier, answers, number, voters[at::writers]))
        for at in range(writers)
    ]
    for one in working:
        one.start()
    found = [answers.get(timeout=3600) for _ in working]
    for one in working:
        one.join()
    return {
        "by": f"{writers} writer(s)",
        "per_second": round(len(voters) / max(took for took, _used in found), 1),
        "cpu_ms": round(1000 * sum(used for _took, used in found) / len(voters), 1),
    }


def _cast(barrier: Any, answers: Any, number: int, voters: Voters) -> None:
    _ready()
    from commonhall.decisions.votes.actions import cast_ballot
    from commonhall.decisions.votes.models import Election
    from commonhall.people import actors
    from commonhall.people.residents.models import Person

    people = Person.objects.in_bulk([person for person, _session, _sealed in voters])
    election = Election.objects.get(pk=number)
    barrier.wait()
    begun, used = time.perf_counter(), time.process_time()
    for person, _session, sealed in voters:
        cast_ballot.perform(actors.as_person(people[person]), election=election, envelope=sealed)
    answers.put((time.perf_counter() - begun, time.process_time() - used))


# --- by HTTP ----------------------------------------------------------------------------------------
def _by_http(number: int, voters: Voters, clients: int) -> dict[str, Any]:
    with served(2) as hall:
        _warm(hall.port, number)
        ready = hall.cpu()
        found = _sent(hall.port, number, voters, clients)
        used = hall.cpu() - ready
    return {**found, "cpu_ms": round(1000 * used / len(voters), 1)}


def _warm(port: int, number: int) -> None:
    """Let every web process load what its first page needs."""
    for _request in range(20):
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        asked.request("GET", f"/decisions/{number}/")
        asked.getresponse().read()
        asked.close()


def _sent(port: int, number: int, voters: Voters, clients: int) -> dict[str, Any]:
    left, took, wrong = list(voters), [], []
    lock = threading.Lock()

    def work() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                if not left or wrong:
                    return
                _person, session, sealed = left.pop()
            begun = time.perf_counter()
            status, said = _post(line, number, session, sealed)
            took.append(time.perf_counter() - begun)
            if status != 200 or "tracker" not in said:
                wrong.append(f"{status}: {said[:500]}")

    threads = [threading.Thread(target=work) for _client in range(clients)]
    begun = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    whole = time.perf_counter() - begun
    if wrong:
        raise SystemExit(wrong[0])
    took.sort()
    return {
        "by": f"{clients} clients over HTTP",
        "per_second": round(len(voters) / whole, 1),
        "p50_ms": round(1000 * took[len(took) // 2]),
        "p99_ms": round(1000 * took[int(0.99 * len(took))]),
    }


def _post(
    line: http.client.HTTPConnection, number: int, session: str, sealed: bytes
) -> tuple[int, str]:
    form = {"csrfmiddlewaretoken": TOKEN, "envelope": base64.b64encode(sealed).decode()}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
    }
    line.request("POST", f"/decisions/{number}/vote/", urllib.parse.urlencode(form), headers)
    answer = line.getresponse()
    return answer.status, answer.read().decode()


if __name__ == "__main__":
    sys.exit(main())
