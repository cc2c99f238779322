"""Those concerned by an asking are found and told, once it opens: as a job, harmless to repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonhall.actions import notifications
from commonhall.actions.context import Context
from commonhall.actions.models import Follow, Link, Notification
from commonhall.actions.subscriptions import on
from commonhall.cases.cases.models import Case
from commonhall.consultations.askings.models import Told, ToldAccount
from commonhall.core import clock, refs
from commonhall.core.jobs import job
from commonhall.law.asking import origins
from commonhall.law.queries import residents
from commonhall.people.organisations.models import Membership, Organisation
from commonhall.places.models import Unit

CHUNK = 1000
CASE = "cases.case"


@on("consultations.open_conversation")
def of_conversation(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.put_up_draft")
def of_draft(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.convene_table")
def of_table(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.open_survey")
def of_survey(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


def _enqueue(ctx: Context, thing: Any) -> None:
    if thing.about:
        tell_concerned.enqueue(
            asking=thing.ref,
            entry=str(ctx.entry_id),
            code=ctx.action.code,
            at=ctx.occurred_at.isoformat(),
        )


@job()
def tell_concerned(asking: str, entry: str, code: str, at: str) -> int:
    """Tell whoever raised or follows what lies behind, organisations of the place, and its residents.

    All are told in the hall; letters go only to those who follow, if they want letters.
    """
    thing: Any = refs.thing(asking)
    if thing is None:
        return 0
    near = set(_near(thing.about))
    _tell(near, asking, entry, code, at, letters=True)
    rest = _of_place(thing.unit)
    while accounts := list(islice(rest, CHUNK)):
        _tell(accounts, asking, entry, code, at, letters=False)
    people = ToldAccount.objects.filter(asking=asking).count()
    Told.objects.update_or_create(asking=asking, defaults={"people": people})
    notifications.mail_waiting(entry)
    return people


def _tell(
    accounts: Iterable[int], asking: str, entry: str, code: str, at: str, letters: bool
) -> None:
    wanted = set(accounts)
    known = ToldAccount.objects.filter(asking=asking, account__in=wanted)
    new = sorted(wanted - set(known.values_list("account", flat=True)))
    ToldAccount.objects.bulk_create(
        [ToldAccount(asking=asking, account_id=one) for one in new],
        ignore_conflicts=True,
        batch_size=500,
    )
    Notification.objects.bulk_create(
        [
            Notification(
                account_id=one,
                entry=UUID(entry),
                action=code,
                ref=asking,
                at=datetime.fromisoformat(at),
                mailed_at=None if letters else timezone.now(),
            )
            for one in new
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def _near(about: str) -> Iterator[int]:
    """Raisers of the cases behind the matter, and followers of these, of the matter and what led to it."""
    behind = origins.behind(about)
    cases = Link.objects.filter(to_ref__in=behind, from_ref__startswith=f"{CASE}:")
    behind += list(cases.values_list("from_ref", flat=True))
    yield from Follow.objects.filter(ref__in=behind).values_list("account_id", flat=True)
    numbers = [int(one.partition(":")[2]) for one in behind if one.startswith(f"{CASE}:")]
    raisers = Case.objects.filter(pk__in=numbers).exclude(person__account=None)
    yield from raisers.values_list("person__account_id", flat=True)


def _of_place(unit: Unit) -> Iterator[int]:
    """Who speaks for recognised organisations of the place, and its confirmed residents."""
    day = clock.today()
    organisations = Organisation.objects.filter(
        state=Organisation.State.RECOGNISED, unit__path__startswith=unit.path
    )
    speakers = Membership.objects.filter(
        organisation__in=organisations, ends=None, person__account__isnull=False
    )
    yield from speakers.values_list("person__account_id", flat=True)
    people = residents(unit, day).exclude(person__account=None)
    yield from people.order_by("pk").values_list("person__account_id", flat=True).iterator()
