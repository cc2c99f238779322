"""An ordinary PostgreSQL role, without CHECKPOINT, counts a vote, destroys what it can, and says what it could not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.crash.harness import Crash
from tests.decisions.test_secrecy import COUNT, VOTE
from tests.drills import postgres
from tests.drills.report import Report

LOOK = """
import django; django.setup()
import json, sys
from django.db import connection
from commonhall.decisions.models import Election
from commonhall.decisions.votes.models import Envelope, TellerParts
election = Election.objects.get(pk=int(sys.argv[1]))
with connection.cursor() as cursor:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    superuser = cursor.fetchone()[0]
    cursor.execute("SELECT pg_relation_size('decisions_envelope')")
    size = cursor.fetchone()[0]
print(json.dumps({"state": election.state, "envelopes": Envelope.objects.count(),
    "parts": TellerParts.objects.count(), "superuser": superuser, "bytes": size}))
"""


def said(hall: Crash, code: str, *words: str) -> tuple[str, str]:
    """Run code in the hall's environment; what it printed, and what it told its log."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=hall.environment, capture_output=True, text=True
    )
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout, done.stderr


def play(home: Path) -> Report:
    report = Report("an ordinary PostgreSQL role counts a vote")
    with postgres.running() as server:
        server.do("CREATE ROLE ordinary LOGIN", "CREATE DATABASE hall OWNER ordinary")
        hall = Crash(home, server.address("hall", "ordinary"), "commonhall.site.settings")
        known = json.loads(said(hall, VOTE)[0].strip().splitlines()[-1])
        given = json.dumps({"keys": known["keys"], "election": known["election"]})
        _printed, log = said(hall, COUNT, given)
        left = json.loads(said(hall, LOOK, str(known["election"]))[0].strip().splitlines()[-1])
        report.hold("the role is no superuser", not left["superuser"])
        report.hold(
            f"{len(known['trackers'])} people voted, and the vote is counted ({left['state']})",
            left["state"] == "counted",
        )
        report.hold(
            "no envelope and no teller's part is left in the tables",
            left["envelopes"] == left["parts"] == 0,
        )
        report.hold("the table of envelopes was written anew, empty", left["bytes"] == 0)
        report.hold(
            "the log says that CHECKPOINT could not be done", "CHECKPOINT could not be done" in log
        )
        report.hold("and that nothing else could not", log.count("could not be done") == 1)
    return report.end()
