"""Those who took part in something are told that they can say how it was: as a job, harmless to repeat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from commonhall.actions import notification_letters
from commonhall.actions.context import Context
from commonhall.actions.models import Notification
from commonhall.actions.subscriptions import on
from commonhall.consultations.askings import concerned
from commonhall.consultations.feedback import queries
from commonhall.consultations.feedback.models import Feedback
from commonhall.core.jobs import job
from commonhall.people.residents.models import Person

CHUNK = 500


@on("consultations.open_feedback")
def of_feedback(ctx: Context, result: Feedback, _arguments: dict[str, Any]) -> None:
    tell_participants.enqueue(
        ref=result.ref,
        entry=str(ctx.entry_id),
        code=ctx.action.code,
        at=ctx.occurred_at.isoformat(),
    )


@job()
def tell_participants(ref: str, entry: str, code: str, at: str) -> int:
    """Tell everybody who can answer, each once, by letter where they want letters; how many."""
    row = Feedback.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if row is None:
        return 0
    accounts = set(_accounts(row.thing))
    for some in _batched(accounts):
        Notification.objects.bulk_create(
            [
                Notification(
                    account_id=one,
                    entry=UUID(entry),
                    action=code,
                    ref=ref,
                    at=datetime.fromisoformat(at),
                )
                for one in some
            ],
            ignore_conflicts=True,
        )
    notification_letters.mail_waiting(entry)
    return len(accounts)


def _accounts(thing: str) -> list[int]:
    """Accounts of the people, and of those who speak for the organisations, that took part."""
    found = list(concerned.speakers(queries.organisations(thing)))
    for some in _batched(queries.persons(thing)):
        rows = Person.objects.filter(pk__in=some).exclude(account=None)
        found += rows.values_list("account_id", flat=True)
    return found


def _batched(numbers: set[int]) -> Iterator[list[int]]:
    rest = sorted(numbers)
    yield from (rest[at : at + CHUNK] for at in range(0, len(rest), CHUNK))
