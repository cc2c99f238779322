"""Signatures per second: people sign one initiative by its page, through the whole stack of middleware.

    python -m benchmarks.initiatives [--count 1000] [--writers 2] [--postgresql] [--json]

Each writer is a process of its own. Accounts, confirmations and sessions are made before the clock starts. Afterwards
every signature is counted again: none may be lost, none doubled; everybody signs a second time, and that counts nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Any

from benchmarks._serving import sessions_of


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--writers", type=int, default=2)
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
        result = measure(given.count, given.writers)
    if given.json:
        print(json.dumps(result))
    else:
        print(
            f"{result['database']}, {result['writers']} writer(s): {result['per_second']:,.0f} signatures/s, "
            f"{result['cpu_ms']:.1f} ms CPU each, "
            f"{result['signed']:,} signed, none lost or doubled; 10,000 take "
            f"{10_000 / result['per_second'] / 60:.1f} minutes"
        )
    return 0


def measure(count: int, writers: int) -> dict[str, Any]:
    """Let `writers` sign side by side for as many people; raises SystemExit where one is lost or doubled."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        number, sessions = pool.apply(prepared, (count,))
    barrier, answers = context.Barrier(writers), context.Queue()
    workers = [
        context.Process(target=_sign, args=(barrier, answers, number, sessions[at::writers]))
        for at in range(writers)
    ]
    for worker in workers:
        worker.start()
    times = [answers.get(timeout=3600) for _ in workers]
    for worker in workers:
        worker.join()
    with context.Pool(1) as pool:
        vendor, kept, again = pool.apply(counted, (number,))
    # The person who began it has signed, too.
    if not kept == again == count + 1:
        raise SystemExit(f"{count + 1} signed, {kept} are kept, {again} are counted again")
    return {
        "database": vendor,
        "writers": writers,
        "signed": kept,
        "per_second": count / max(took for took, _cpu in times),
        "cpu_ms": 1000 * sum(cpu for _took, cpu in times) / count,
    }


def _ready() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.RATE_LIMITS, settings.ALLOWED_HOSTS = {}, ["*"]
    settings.SECURE_SSL_REDIRECT = False


def prepared(count: int) -> tuple[int, list[str]]:
    """A hall with an initiative and so many confirmed residents; its number, and a session of each."""
    _ready()
    from commonhall.people.accounts.models import Account
    from commonhall.people.residents import actions as residents
    from commonhall.people.residents.models import Person
    from commonhall.site.commands.migrate import prepare
    from tests.consultations.initiatives import begun
    from tests.kit import found_hall

    prepare()
    hall = found_hall()
    initiative = begun(hall, kind="vote")
    accounts = Account.objects.bulk_create(
        Account(email=f"signer-{at}@example.org", password="!") for at in range(count)
    )
    people = Person.objects.bulk_create(
        Person(account=one, name=f"Signer {at}") for at, one in enumerate(accounts)
    )
    for person in people:
        residents.verify_resident.perform(hall.clerk, person=person, unit=hall.unit("north"))
    return initiative.pk, sessions_of(accounts)


def _sign(barrier: Any, answers: Any, number: int, sessions: list[str]) -> None:
    _ready()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    address = reverse("consultations:sign_initiative", args=[number])
    shown = ("private", "public", "anonymous")

    def send(at: int, session: str) -> int:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        sent = {"shown": shown[at % 3], "name": f"Signer {at}"}
        return client.post(address, sent, secure=True).status_code

    barrier.wait()
    started, used = time.perf_counter(), time.process_time()
    codes = {send(at, session) for at, session in enumerate(sessions)}
    answers.put((time.perf_counter() - started, time.process_time() - used))
    if codes != {302}:
        raise SystemExit(f"answers: {codes}")
    for at, session in enumerate(sessions[:50]):
        send(at, session)


def counted(number: int) -> tuple[str, int, int]:
    _ready()
    from django.db import connection

    from commonhall.consultations.initiatives import counting
    from commonhall.consultations.initiatives.models import Initiative

    one = Initiative.objects.get(pk=number)
    return connection.vendor, counting.tally_of(one).online, counting.recount(one).online


if __name__ == "__main__":
    sys.exit(main())
