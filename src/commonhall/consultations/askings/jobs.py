"""Those concerned by an asking are found and told, once it opens: as a job, harmless to repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonhall.actions import notification_letters
from commonhall.actions.context import Context
from commonhall.actions.models import Notification
from commonhall.actions.subscriptions import on
from commonhall.consultations.askings import concerned
from commonhall.consultations.askings.models import Concern, Told, ToldAccount
from commonhall.core import refs
from commonhall.core.jobs import job
from commonhall.law.hall_settings.models import TellResidents
from commonhall.law.hall_settings.queries import settings_of_the_hall
from commonhall.places.models import Unit

CHUNK = 1000


@on("consultations.open_conversation")
def of_conversation(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.put_up_draft")
def of_draft(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.convene_table")
@on("consultations.convene_demanded")
def of_table(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.open_survey")
def of_survey(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.announce_meeting")
def of_meeting(ctx: Context, result: Any, _arguments: dict[str, Any]) -> None:
    _enqueue(ctx, result)


@on("consultations.name_concerned")
def of_the_named(ctx: Context, _result: Any, arguments: dict[str, Any]) -> None:
    """Whoever is named while an asking runs is told then; who was told before is not told again."""
    _enqueue(ctx, refs.thing(arguments["asking"]))


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
    """Tell everybody concerned, each once and for the first reason that holds; how many.

    All are told in the hall. Who follows something has letters as they want them; residents have one a day, where
    the hall writes to them at all.
    """
    thing: Any = refs.thing(asking)
    if thing is None:
        return 0
    telling = _Telling(asking, entry, code, datetime.fromisoformat(at))
    unit: Unit = thing.unit
    matter = concerned.behind(thing.about)
    telling.tell(concerned.named(asking), Concern.NAMED)
    telling.tell(concerned.near(matter), Concern.CASES)
    chosen = concerned.organisations(matter, unit)
    telling.tell(concerned.speakers(chosen), Concern.ORGANISATIONS)
    telling.tell(concerned.follow_the_place(unit), Concern.PLACE)
    how = settings_of_the_hall().tell_residents
    if how != TellResidents.NO:
        telling.tell(
            concerned.live_there(unit), Concern.RESIDENTS, letter=how == TellResidents.LETTER
        )
    told = ToldAccount.objects.filter(asking=asking).values_list("why", flat=True)
    counts = dict(Counter(told))
    counts[Concern.ORGANISATIONS.value] = len(set(concerned.speakers(chosen).values()))
    Told.objects.update_or_create(asking=asking, defaults={"counts": counts})
    notification_letters.mail_waiting(entry)
    return sum(counts.values())


class _Telling:
    """One asking, told to many."""

    def __init__(self, asking: str, entry: str, code: str, at: datetime) -> None:
        self.asking, self.entry, self.code, self.at = asking, UUID(entry), code, at

    def tell(self, accounts: Iterable[int], why: Concern, letter: bool = False) -> None:
        """Tell those who were not told yet, some at a time. letter: one a day is written to them."""
        rest = iter(accounts)
        while some := set(islice(rest, CHUNK)):
            known = ToldAccount.objects.filter(asking=self.asking, account__in=some)
            new = sorted(some - set(known.values_list("account", flat=True)))
            ToldAccount.objects.bulk_create(
                [
                    ToldAccount(asking=self.asking, account_id=one, why=why, letter=letter)
                    for one in new
                ],
                ignore_conflicts=True,
                batch_size=500,
            )
            self._note(new, by_letter=why != Concern.RESIDENTS)

    def _note(self, accounts: Iterable[int], by_letter: bool) -> None:
        Notification.objects.bulk_create(
            [
                Notification(
                    account_id=one,
                    entry=self.entry,
                    action=self.code,
                    ref=self.asking,
                    at=self.at,
                    mailed_at=None if by_letter else timezone.now(),
                )
                for one in accounts
            ],
            ignore_conflicts=True,
            batch_size=500,
        )
