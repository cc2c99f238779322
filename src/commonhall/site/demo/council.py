"""How Millbrook's council acts: a member puts an action before it, all vote in the open, and what passes is done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commonhall.actions.declaration import Action
from commonhall.core import refs
from commonhall.core.models import Governed
from commonhall.core.refusals import Refused
from commonhall.decisions.motions import actions, resolution_actions
from commonhall.decisions.motions.models import Motion

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
