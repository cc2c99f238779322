"""Running a hall: the desk at 10,000 open cases, letters over SMTP, sign-ins, and `commonhall doctor`.

    python -m benchmarks.running [--cases 10000] [--letters 2000] [--sign-ins 20] [--json]

Per CPU second of the hall's own process, so that a busy machine changes little; the mail server (aiosmtpd) is a
process of its own. Sign-ins take the password as an installation does (no quick hashing). The doctor is
timed as a command, with the start of Python and Django, and alone.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks._serving import free_port


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--sign-ins", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="commonhall-bench-") as home:
        port = free_port()
        os.environ.pop("DATABASE_URL", None)
        os.environ["COMMONHALL_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "commonhall.site.settings"
        os.environ["COMMONHALL_EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        server = multiprocessing.get_context("spawn").Process(target=take_letters, args=(port,))
        server.start()
        try:
            found = measure(given)
        finally:
            server.terminate()
            server.join()
    if given.json:
        print(json.dumps(found))
        return 0
    desk, letters, sign_ins, doctor = (
        found[name] for name in ("desk", "letters", "sign_ins", "doctor")
    )
    print(
        f"desk, {given.cases:,} open cases   {desk['queries']} queries, {desk['cpu_ms']} ms CPU, "
        f"{desk['bytes']:,} bytes\n"
        f"letters over SMTP         {letters['per_cpu_second']:,} per CPU second ({letters['sent']:,} sent)\n"
        f"sign-ins by password      {sign_ins['per_cpu_second']} per second and core "
        f"({sign_ins['cpu_ms']} ms each)\n"
        f"commonhall doctor         {doctor['command_cpu_s']} s CPU as a command, {doctor['cpu_ms']} ms alone, "
        f"{doctor['queries']} queries"
    )
    return 0


def take_letters(port: int) -> None:
    """A mail server that takes every letter."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(60)


def cpu_of(work: Callable[[], Any]) -> tuple[float, Any]:
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


def measure(given: argparse.Namespace) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings

    from commonhall.site.commands.migrate import prepare
    from tests.kit import found_hall

    settings.ALLOWED_HOSTS = ["*"]
    settings.RATE_LIMITS = {}
    settings.ACCOUNT_RATE_LIMITS = False
    prepare()
    hall = found_hall()
    return {
        "letters": letters(given.letters),
        "sign_ins": sign_ins(given.sign_ins),
        "desk": desk(hall, given.cases),
        "doctor": doctor(),
    }


def desk(hall: Any, count: int) -> dict[str, Any]:
    """The desk of the office with that many open cases: copies of one, with deadlines around today."""
    from django.db import connection
    from django.db.models import QuerySet
    from django.test.utils import CaptureQueriesContext

    from commonhall.cases.cases.models import Case
    from tests.kit import signed_in

    first = hall.raise_case()
    fields = [one.attname for one in Case._meta.concrete_fields if not one.primary_key]
    values = {name: getattr(first, name) for name in fields}
    copies = []
    for number in range(count - 1):
        moved = {
            name: value + timedelta(days=number % 60 - 30)
            for name, value in values.items()
            if name.startswith("due") and value is not None
        }
        copies.append(Case(**{**values, **moved, "title": f"Lamp {number}"}))
    # Past the gate, which would take minutes: copies stand on no record.
    QuerySet(Case).bulk_create(copies, batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = signed_in(hall.parks)
    for _warm in range(3):
        answer = client.get("/desk/", headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert b"Lamp " in gzip.decompress(answer.content)
    with CaptureQueriesContext(connection):
        client.get("/desk/")
        asked = len(connection.queries_log)
    times = [
        cpu_of(lambda: client.get("/desk/", headers={"accept-encoding": "gzip"}))[0]
        for _n in range(15)
    ]
    return {
        "queries": asked,
        "cpu_ms": round(statistics.median(times) * 1000, 1),
        "bytes": len(answer.content),
    }


def letters(count: int) -> dict[str, Any]:
    """Put letters into the queue as the hall does, and carry them to the server."""
    from django.core.mail import EmailMessage

    from commonhall.core import letters as queue

    for number in range(count):
        EmailMessage(
            subject="Your case was answered",
            body=f"The lamp at number {number} shines again.\n\nhttp://localhost:8000/cases/{number}/\n",
            to=[f"resident{number}@example.org"],
        ).send()
    seconds, (sent, away) = cpu_of(queue.carry)
    assert (sent, away) == (count, False)
    return {"sent": sent, "per_cpu_second": round(sent / seconds)}


def sign_ins(count: int) -> dict[str, Any]:
    """Sign in by password, each time with a browser of one's own."""
    from allauth.account.models import EmailAddress
    from django.test import Client

    from commonhall.people.accounts.models import Account

    account = Account.objects.create_user(email="speed@example.org", password="a long word of mine")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)

    def sign_in() -> None:
        answer = Client().post(
            "/account/login/", {"login": account.email, "password": "a long word of mine"}
        )
        assert answer.status_code == 302, answer.content[:500]

    sign_in()
    each = statistics.median(cpu_of(sign_in)[0] for _n in range(count))
    return {"cpu_ms": round(each * 1000), "per_cpu_second": round(1 / each, 1)}


def doctor() -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from commonhall.core import clock
    from commonhall.core.doctor import examine

    examine(clock.today())
    with CaptureQueriesContext(connection) as queries:
        examine(clock.today())
    times = [cpu_of(lambda: examine(clock.today()))[0] for _n in range(10)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "commonhall.site.cli", "doctor", "--json"]
    subprocess.run(command, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "queries": len(queries),
        "cpu_ms": round(statistics.median(times) * 1000, 1),
        "command_cpu_s": round(used, 2),
    }


if __name__ == "__main__":
    sys.exit(main())
