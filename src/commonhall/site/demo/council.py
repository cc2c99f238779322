"""How Millbrook's council acts: a member puts an action before it, all vote in the open, and what passes is done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.declaration import Action
from commonhall.core import clock, refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import actions, resolution_actions
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings import actions as sitting_actions
from commonhall.law.instruments.actions import adopt_instrument
from commonhall.law.instruments.models import Rank
from commonhall.places.models import Unit
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.actions.gate import Outcome
    from commonhall.site.demo.town import Town

# Its seats, by the codes of their offices, and who sits in them.
CHAIR = "council-chair"
MEMBERS = ("Ada Chen", "Emil Grove", "Fatima Stone", "Ivo Lin")
SEATS = (CHAIR, *(f"council-{number}" for number in range(1, len(MEMBERS) + 1)))
REASONS = "As the council talked it over at its last meeting, in public."


@dataclass(frozen=True)
class Resolved:
    """What a resolution brought: what was made, and the entry by which the council concluded."""

    result: Any
    entry: Any


@dataclass(frozen=True)
class ByCouncil:
    """An action as the whole council does it."""

    action: Action[..., Any]

    def perform(self, town: Town, **values: Any) -> Resolved:
        """Table, vote, conclude. Raises `RuntimeError` where what passed could not be done."""
        thing = values.pop(self.action.subject_name, None) if self.action.subject_name else None
        motion = resolution_actions.table_resolution.perform(
            town.desks[CHAIR],
            action=self.action.code,
            reasons=REASONS,
            thing=thing.ref if isinstance(thing, Governed) else "",
            given=values,
        ).result
        concluded = vote(town, motion)
        done = concluded.result
        if done.state != Motion.State.PASSED or done.hindered:
            raise RuntimeError(f"{self.action.code}: {done.state} {done.hindered}")
        if thing is not None:
            thing.refresh_from_db()
        return Resolved(refs.thing(done.result) if done.result else thing, concluded.entry)


def by_council(action: Action[..., Any]) -> ByCouncil:
    """`by_council(adopt_item).perform(town, …)` as `adopt_item.perform(office, …)`."""
    return ByCouncil(action)


def vote(town: Town, motion: Motion, against: tuple[str, ...] = ()) -> Outcome[Motion]:
    """Each member votes, whoever is recused does not; the chair concludes."""
    for code in SEATS:
        with suppress(Refused):
            actions.vote_on_motion.perform(
                town.desks[code], motion=motion, choice="no" if code in against else "yes"
            )
    return actions.conclude_motion.perform(town.desks[CHAIR], motion=motion)


def build(town: Town) -> None:
    """A motion waits for the council's next sitting, which is called for next week."""
    now = timezone.now()
    day = timezone.localdate(now)
    root = Unit.objects.get(code="root")
    with clock.replay(now - timedelta(days=2)):
        rule = resolution_actions.table_resolution.perform(
            town.desks["council-2"],
            action=adopt_instrument.code,
            reasons="Whoever waits for a bus or walks home with shopping should find a seat on the way.",
            given={
                "unit": root,
                "code": "benches",
                "rank": Rank.LOCAL_RULE,
                "titles": said("Rule on benches"),
                "provisions": [
                    {
                        "number": "Paragraph 1",
                        "texts": said("Along every main street there is a bench every 200 metres."),
                    }
                ],
                "starts": day + timedelta(days=30),
                "review_on": day + timedelta(days=30 + 365),
            },
        ).result
        actions.vote_on_motion.perform(town.desks["council-2"], motion=rule, choice="yes")
        sitting = sitting_actions.call_sitting.perform(
            town.desks[CHAIR],
            starts_at=timezone.make_aware(datetime.combine(day + timedelta(days=5), time(hour=18))),
            where="Town hall, room 1",
            text="In public. Whoever wants to listen is welcome.",
        ).result
        sitting_actions.set_agenda.perform(town.desks[CHAIR], sitting=sitting, motions=[rule])
