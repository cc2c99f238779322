"""A vote that is closed, opened and counted by a process killed with SIGKILL at random moments: one result, the right one.

    python -m tests.crash.count --rounds 500 [--seed 1]

The hall and the vote are made once; each round begins with a copy of them. A process does all that is due (close, take
the tellers' parts and signatures, open, destroy, count) and is killed after a random while, again and again, until one
comes to the end. Then there must be one result, each step once on the record, no envelope and no key, and the record
must verify.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

BALLOTS = ["yes"] * 7 + ["no"] * 4
STEPS = ("close_election", "open_envelopes", "confirm_destruction", "count_election")
# Kills of one round at most: then it is let be.
MOST = 5


class CountCrash:
    """One vote in a home of its own. No connection is open in this process: others are forked off it."""

    def __init__(self, folder: Path) -> None:
        self.home, self.kept, self.told = folder / "home", folder / "kept", folder / "told.json"
        self.home.mkdir()
        os.environ |= {
            "COMMONHALL_HOME": str(self.home),
            "DATABASE_URL": f"sqlite:////{str(self.home / 'crash.sqlite3').lstrip('/')}",
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
        }
        import django

        django.setup()
        self.vote, self.tellers = self.prepared()
        shutil.copytree(self.home, self.kept)

    def prepared(self) -> tuple[int, list[Any]]:
        """A question on which eleven people have voted."""
        from django.db import connections

        from commonhall.site.commands.migrate import prepare
        from tests.decisions import kit
        from tests.kit import found_hall

        prepare()
        hall = found_hall()
        voters = [kit.voter(hall, number) for number in range(len(BALLOTS))]
        question = kit.open_it(hall, kit.question(hall, argued=False), days=7)
        for voter, choice in zip(voters, BALLOTS, strict=True):
            kit.cast(voter, question, choice)
        connections.close_all()
        return question.pk, kit.TELLERS[question.pk][: question.need]

    def forked(self, work: Callable[[], None]) -> int:
        """A process that does the work; its number."""
        child = os.fork()
        if child:
            return child
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)

    def whole(self, work: Callable[[], None]) -> float:
        """Let it come to its end; the seconds it took."""
        started = time.monotonic()
        _child, status = os.waitpid(self.forked(work), 0)
        assert status == 0, "see above"
        return time.monotonic() - started

    # --- what is killed ---------------------------------------------------------------------------
    def count(self) -> None:
        """All that is due of the vote, from wherever it stands."""
        from django.utils import timezone

        from commonhall.core import clock
        from commonhall.decisions.votes import queries, teller_actions
        from commonhall.decisions.votes.models import Election, Result, TellerParts
        from commonhall.decisions.votes.tally import close_if_over, tally
        from tests.decisions import kit

        with clock.replay(timezone.now() + timedelta(days=8)):
            vote = Election.objects.get(pk=self.vote)
            close_if_over(vote)
            for actor, key in self.tellers if vote.state == Election.State.CLOSED else ():
                if not TellerParts.objects.filter(teller__person=actor.person).exists():
                    file = kit.parts_of(vote, actor, key)
                    teller_actions.hand_in_parts.perform(actor, election=vote, file=file)
            for actor, key in self.tellers if vote.state == Election.State.CLOSED else ():
                teller = queries.teller_of(actor.person, vote)
                if teller is not None and not teller.signature:
                    signed = kit.signature_of(vote, actor, key)
                    teller_actions.sign_ballots.perform(actor, election=vote, file=signed)
            if not Result.objects.filter(election=vote).exists():
                tally(vote)

    # --- what is left -----------------------------------------------------------------------------
    def judge(self) -> None:
        """Write down everything that is wrong."""
        from commonhall.decisions.votes import timers, voter_keys
        from commonhall.decisions.votes.models import CastBallot, Election, Envelope, Result
        from commonhall.record import sequencer, verification
        from commonhall.record.models import Entry
        from commonhall.record.readers import DatabaseSource

        timers.destroy_keys()
        faults = []
        vote = Election.objects.get(pk=self.vote)
        results = list(Result.objects.filter(election=vote))
        if vote.state != Election.State.COUNTED or len(results) != 1:
            faults.append(f"{vote.state}, {len(results)} results")
        ballots = CastBallot.objects.filter(election=vote).values_list("choices", flat=True)
        counted = Counter(code for choices in ballots for code, _weight in choices)
        won = [one.outcome["winners"] for one in results]
        if counted != Counter(BALLOTS) or won != [["yes"]]:
            faults.append(f"counted {dict(counted)}, won {won}")
        said = Entry.objects.exclude(kind="refusal")
        for step in STEPS:
            done = said.filter(action=f"decisions.{step}").count()
            if done != 1:
                faults.append(f"{step} stands on the record {done} times")
        if Envelope.objects.exists() or voter_keys.there():
            faults.append("envelopes or keys are left")
        sequencer.sequence_once(sweep=True)
        report = verification.verify(DatabaseSource())
        if not report.ok:
            faults.append(report.as_text())
        self.told.write_text(json.dumps(faults), encoding="utf-8")

    def play(self, rounds: int, seed: int) -> dict[str, Any]:
        """Kill the count `rounds` times; what was found."""
        chance, kills, votes, faults = random.Random(seed), 0, 0, []
        longest = self.whole(self.count)
        while kills < rounds:
            shutil.rmtree(self.home)
            shutil.copytree(self.kept, self.home)
            for _time in range(min(MOST, rounds - kills)):
                child = self.forked(self.count)
                time.sleep(chance.random() * longest)
                os.kill(child, signal.SIGKILL)
                _child, status = os.waitpid(child, 0)
                if os.WIFSIGNALED(status):
                    kills += 1
            self.whole(self.count)
            self.whole(self.judge)
            votes += 1
            faults += json.loads(self.told.read_text(encoding="utf-8"))
        return {"kills": kills, "votes": votes, "faults": faults, "ok": not faults}


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the count of a vote at random moments.")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = CountCrash(Path(folder)).play(args.rounds, args.seed)
    print(json.dumps(found, indent=2))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
