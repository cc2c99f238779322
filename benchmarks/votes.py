"""Ballots cast through the whole gate and counted: votes a second, time of the count, memory.

    python -m benchmarks.votes [--ballots 10000] [--options 30] [--json]

Voters are confirmed at the counter; each then casts one ballot by the action itself (identity, right,
envelope sealed to the tellers' keys, entry on the record). Then a teller opens their parts, two hand them in, and the
envelopes are opened, counted by Equal Shares, published and destroyed; the page, what my vote did, and the recount are opened.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from datetime import timedelta
from typing import Any


def voters(hall: Any, count: int) -> list[Any]:
    """Residents of the north, each confirmed at the counter: what nothing vouches for has no effect."""
    from commonhall.core import clock
    from commonhall.people import actors
    from commonhall.people.residents import actions as residents
    from commonhall.people.residents.models import Person
    from commonhall.ui.console import progress

    north, day = hall.unit("north"), clock.today()
    made = Person.objects.bulk_create(
        [Person(name=f"Voter {number}", unit=north, since=day) for number in range(count)],
        batch_size=2000,
    )
    with progress(count, "Confirming voters") as bar:
        for one in made:
            residents.verify_resident.perform(hall.clerk, person=one, unit=north)
            bar.advance()
    return [actors.as_person(one) for one in made]


def opened(hall: Any, options: int) -> tuple[Any, list[str]]:
    """An open vote on so many projects, with its three tellers; and the projects' codes."""
    from commonhall.core import clock
    from commonhall.decisions.votes import actions
    from commonhall.decisions.votes.models import Option
    from tests.decisions.kit import with_tellers
    from tests.words import texts

    election = actions.prepare_election.perform(
        hall.chair,
        kind="budget",
        form="approval",
        rule="mes",
        unit=hall.unit("root"),
        budget=100_000_00,
        names=texts("Budget"),
        texts={},
    ).result
    chance = random.Random(1)
    for number in range(options):
        actions.add_option.perform(
            hall.chair,
            election=election,
            code=f"{number:02}",
            names=texts(f"Project {number}"),
            cost=chance.randint(2_000_00, 20_000_00),
            unit=hall.unit("north"),
        )
    with_tellers(hall, election)
    actions.open_election.perform(
        hall.chair,
        election=election,
        closes_at=clock.now() + timedelta(days=7),
    )
    election.refresh_from_db()
    codes = Option.objects.filter(election=election).values_list("code", flat=True)
    return election, list(codes)


def measure(count: int, options: int) -> dict[str, Any]:
    from commonhall.core import clock
    from commonhall.decisions.votes import actions, envelopes
    from commonhall.decisions.votes.tally import close_if_over, tally
    from commonhall.ui.console import progress
    from tests.decisions.kit import TELLERS, hand_in, parts_of
    from tests.kit import found_hall

    hall = found_hall()
    people = voters(hall, count)
    election, codes = opened(hall, options)
    chance = random.Random(1)
    begun = time.perf_counter()
    with progress(count, "Casting") as bar:
        for actor in people:
            chosen = chance.sample(codes, min(5, len(codes)))
            actions.cast_ballot.perform(
                actor,
                election=election,
                choices=[(one, 1) for one in chosen],
                mark=envelopes.new_mark(),
            )
            bar.advance()
    cast = time.perf_counter() - begun
    election.refresh_from_db()
    with clock.replay(clock.now() + timedelta(days=8)):
        close_if_over(election)
        begun = time.perf_counter()
        parts_of(election, *TELLERS[election.pk][0])
        opening = time.perf_counter() - begun
        begun = time.perf_counter()
        hand_in(election)
        handed_in = time.perf_counter() - begun
        begun = time.perf_counter()
        tally(election)
        counted = time.perf_counter() - begun
    return {
        "ballots": count,
        "cast_per_second": round(count / cast, 1),
        "teller_opens_seconds": round(opening, 2),
        "two_tellers_hand_in_seconds": round(handed_in, 2),
        "count_seconds": round(counted, 2),
        "pages": pages(election.pk),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def pages(number: int) -> dict[str, Any]:
    """CPU milliseconds, queries and bytes of the vote's pages, after one visit to warm up."""
    from django.db import connection
    from django.test import Client

    client, found = Client(), {}
    for path in (f"/decisions/{number}/", f"/decisions/{number}/recount/", "/decisions/"):
        client.get(path)
        asked: list[str] = []

        def note(execute: Any, sql: str, *rest: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        begun = time.process_time()
        with connection.execute_wrapper(note):
            answer = client.get(path)
        spent = (time.process_time() - begun) * 1000
        found[path] = [round(spent, 1), len(asked), len(answer.content)]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--ballots", type=int, default=10_000)
    parser.add_argument("--options", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["COMMONHALL_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
        os.environ["COMMONHALL_ALLOWED_HOSTS"] = "testserver"
        import django

        django.setup()
        from commonhall.site.commands.migrate import prepare

        prepare()
        found = measure(args.ballots, args.options)
    print(json.dumps(found) if args.json else "\n".join(f"{k}: {v}" for k, v in found.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
