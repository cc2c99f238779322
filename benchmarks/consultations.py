"""CPU, queries and bytes of a conversation's pages.

    python -m benchmarks.consult [--statements 1000] [--people 2000]

Builds a conversation in a hall of its own (a temporary folder) and opens each page twenty times.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from typing import Any


def build(statements: int, people: int) -> Any:
    """A running conversation with 20 votes a person, written straight into the tables."""
    from commonhall.consultations.conversations import opinions
    from commonhall.consultations.conversations.models import Participant, Statement, StatementVote
    from commonhall.core import clock
    from commonhall.core.models import _writing
    from tests.consultations import kit
    from tests.kit import found_hall

    conversation = kit.opened(found_hall())
    token = _writing.set(True)
    try:
        Statement.objects.bulk_create(
            [
                Statement(
                    conversation=conversation,
                    text=f"Statement {n} about the lamps of the river road and when they burn",
                    speaker="resident",
                    at=clock.now(),
                )
                for n in range(statements)
            ]
        )
    finally:
        _writing.reset(token)
    who = Participant.objects.bulk_create(
        [
            Participant(conversation=conversation, speaker="resident", number=str(n))
            for n in range(people)
        ]
    )
    ids = list(conversation.statements.order_by("pk").values_list("pk", flat=True))
    chance = random.Random(1)
    votes = []
    for place, one in enumerate(who):
        for pk in chance.sample(ids, min(20, len(ids))):
            value = (1, -1)[place % 2] if chance.random() < 0.7 else chance.choice([1, 0, -1])
            votes.append(
                StatementVote(
                    conversation=conversation, participant=one, statement_id=pk, value=value
                )
            )
    StatementVote.objects.bulk_create(votes, batch_size=1000)
    begun = time.process_time()
    opinions.refresh(conversation)
    print(
        f"map of {people} people, {statements} statements: {time.process_time() - begun:.2f} s CPU"
    )
    return conversation


def measure(path: str, times: int = 20) -> None:
    from django.db import connection
    from django.test import Client

    asked = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    client = Client()
    client.get(path)
    with connection.execute_wrapper(count):
        answer = client.get(path)
    begun = time.process_time()
    for _ in range(times):
        client.get(path)
    cost = (time.process_time() - begun) / times * 1000
    print(f"{path:34} {cost:6.1f} ms CPU {len(asked):3} queries {len(answer.content):8} bytes")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--people", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["COMMONHALL_HOME"] = home
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonhall.site.settings")
        os.environ["COMMONHALL_ALLOWED_HOSTS"] = "testserver"
        import django

        django.setup()
        from commonhall.site.commands.migrate import prepare

        prepare()
        conversation = build(args.statements, args.people)
        base = f"/conversations/{conversation.pk}/"
        for path in (base, f"{base}statements/", f"{base}results/", "/conversations/"):
            measure(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
