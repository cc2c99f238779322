"""Elections held here: residents stand for a second seat of the body that keeps the streets, and lists for two of Parks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.core import clock
from commonhall.decisions.seats import actions, candidacy_actions, list_actions
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


LISTS = (
    (
        "Shade for everybody",
        "A tree within a minute of every front door, and a bench under every tenth.",
        (
            ("Ines Marlow", "I count trees, and I know where none stand."),
            ("Otto Brandt", "Water in summer for what we plant in spring."),
            ("Lea Novak", "Playgrounds need shade first."),
        ),
    ),
    (
        "Play and sport",
        "Pitches that are open to all, lit until nine, and mended within a week.",
        (
            ("Samir Haddad", "Every pitch open after school."),
            ("Greta Olsen", "Paths on which children can ride alone."),
        ),
    ),
)
SUPPORTERS = 6


def build(town: Town) -> None:
    """Elections held here: of a person, and of lists."""
    _of_a_person(town)
    _of_lists(town)


def _of_lists(town: Town) -> None:
    """Two new desks of Parks; two lists are ready, and others can still be put up."""
    parks = Body.objects.get(code="parks")
    with clock.replay(timezone.now() - timedelta(days=5)):
        for code, name in (("parks-trees", "Trees desk"), ("parks-play", "Play desk")):
            by_council(establish_office).perform(town, body=parks, code=code, names=said(name))
        election = actions.call_seat_vote.perform(
            town.desks["hall-desk"],
            parks,
            kind="by-election",
            names=said("Who takes the two new desks of Parks?"),
            texts=said("Lists share the two desks by their votes."),
            rule="sainte-lague",
            starts=clock.today() + timedelta(days=80),
            offices=["parks-trees", "parks-play"],
        ).result
    with clock.replay(timezone.now() - timedelta(days=2)):
        people = iter(town.residents[6:40])
        for name, text, candidates in LISTS:
            owner = next(people)
            one = list_actions.put_up_list.perform(owner, election, name=name, text=text).result
            stand = [
                list_actions.stand_on_list.perform(next(people), one, name=who, text=words).result
                for who, words in candidates
            ]
            list_actions.order_list.perform(owner, one, candidates=[each.pk for each in stand])
            for _at in range(SUPPORTERS):
                list_actions.support_list.perform(next(people), one)


def _of_a_person(town: Town) -> None:
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
