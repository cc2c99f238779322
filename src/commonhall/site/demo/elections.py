"""An election held here: residents stand for a second seat of the body that keeps the streets."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.decisions.seats import actions, candidacy_actions
from commonhall.people.bodies.actions import establish_office
from commonhall.people.bodies.models import Body
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

STAND = (
    (
        "Rosa Kern",
        "Mend what is reported, in the order in which it is dangerous, not in which it is loud.",
    ),
    (
        "Tomas Ilk",
        "Every pavement must carry a wheelchair. I will publish what is left to do each month.",
    ),
)


def build(town: Town) -> None:
    """Called some days ago; two have put themselves on the ballot, and others still can."""
    streets = Body.objects.get(code="streets")
    with clock.replay(timezone.now() - timedelta(days=6)):
        by_council(establish_office).perform(
            town, body=streets, code="streets-second", names=said("Second desk of Streets")
        )
        election = actions.call_seat_vote.perform(
            town.desks["hall-desk"],
            streets,
            kind="by-election",
            names=said("Who takes the second desk of Streets?"),
            texts=said("The desk is new. The person elected holds it for the rest of the term."),
            rule="irv",
            starts=clock.today() + timedelta(days=90),
            offices=["streets-second"],
        ).result
    with clock.replay(timezone.now() - timedelta(days=3)):
        for candidate, (name, text) in zip(town.residents[3:5], STAND, strict=True):
            candidacy_actions.stand_for_election.perform(candidate, election, name=name, text=text)
