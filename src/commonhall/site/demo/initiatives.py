"""What residents of Millbrook began: an initiative that led to a decision, one that collects, one that found too few."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.consultations.initiatives import actions, answer_actions, signing_actions, timers
from commonhall.consultations.initiatives.models import Initiative
from commonhall.core import clock
from commonhall.decisions.motions import actions as motions
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.site.demo.asking import ask
from commonhall.site.demo.council import SEATS, by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

BENCH = (
    "Whoever walks to the market with a bag has nowhere to sit down between the bridge and the square.\n\n"
    "We ask for **ten benches with backs and arms** along the way, so that old people can get up from them."
)
ROLL = (
    "In Harbour children under twelve ride for nothing. Here a family of four pays more for the bus than for "
    "the car park. We ask for a decision before the next timetable."
)
POND = "The pond at the old mill could be a place to swim. We ask what that would take, and what it would cost."
TABLE = (
    "Riders, shopkeepers and people on foot get into each other's way in Fish Lane. We ask Parks to sit down "
    "with all of us before summer."
)
SHOWN = ("public", "private", "anonymous")
NAMES = (
    "Ada Marsh",
    "Ruth Vale",
    "Lena Hill",
    "Sam Okoro",
    "Piet Brook",
    "Ines Field",
    "Karl Moor",
    "Wen Li",
)


def build(town: Town) -> None:
    """Three initiatives, each in its own months."""
    residents = town.residents[:60]
    _led_to_a_decision(town, residents)
    _collecting(residents)
    _too_few(residents)
    _calls_for_a_table(residents)


def _begin(
    by: Actor, title: str, text: str, kind: str, name: str, body: Body | None = None
) -> Initiative:
    root = Unit.objects.get(code="root")
    return actions.begin_initiative.perform(
        by, title=title, text=text, kind=kind, unit=root, name=name, body=body
    ).result


def _sign(who: list[Actor], initiative: Initiative, days: float) -> None:
    """They sign one after the other over so many days, each as they like."""
    begun = clock.now()
    for number, resident in enumerate(who):
        shown = SHOWN[number % len(SHOWN)]
        with clock.replay(begun + timedelta(days=days * number / max(1, len(who)))):
            signing_actions.sign_initiative.perform(
                resident,
                initiative=initiative,
                shown=shown,
                name=NAMES[number % len(NAMES)] if shown == "public" else "",
            )


def _led_to_a_decision(town: Town, residents: list[Actor]) -> None:
    """Enough sign; those concerned are asked; the council decides and answers with its decision."""
    begun = timezone.now() - timedelta(days=75)
    with clock.replay(begun):
        one = _begin(
            residents[0], "Ten benches on the way to the market", BENCH, "motion", "Eva Stern"
        )
        _sign(residents[1 : one.needed], one, 20)
    with clock.replay(begun + timedelta(days=21)):
        actions.update_initiative.perform(
            residents[0],
            initiative=one,
            text="We have enough. Thank you all: now the Council must answer.",
        )
    decided = begun + timedelta(days=45)
    asked = ask(town, decided, one.unit, "Benches on the way to the market?", about=one.ref)
    with clock.replay(decided):
        motion = motions.table_motion.perform(
            town.desks["council-chair"],
            matter=asked.about,
            unit=one.unit,
            names=said("Ten benches on the way to the market"),
            texts=said(
                "Ten benches with backs and arms stand between the bridge and the square by summer."
            ),
        ).result
        for code in SEATS:
            motions.vote_on_motion.perform(town.desks[code], motion=motion, choice="yes")
        motions.conclude_motion.perform(town.desks["council-chair"], motion=motion)
    with clock.replay(decided + timedelta(days=2)):
        by_council(answer_actions.answer_initiative).perform(
            town,
            initiative=one,
            outcome="motion",
            led_to=motion.ref,
            text="You were right. The Council has decided it as you asked; the Streets office chooses the places "
            "with you.",
        )


def _calls_for_a_table(residents: list[Actor]) -> None:
    """A call for a round table, half signed."""
    with clock.replay(timezone.now() - timedelta(days=6)):
        one = _begin(
            residents[5],
            "A round table on bicycles in the old town",
            TABLE,
            "table",
            "Nora Lind",
            Body.objects.get(code="parks"),
        )
        _sign(residents[6 : 6 + one.needed // 2], one, 5)


def _collecting(residents: list[Actor]) -> None:
    with clock.replay(timezone.now() - timedelta(days=12)):
        one = _begin(
            residents[1], "Free buses for children under twelve", ROLL, "motion", "Jonas Hill"
        )
        _sign(residents[2 : 2 + one.needed * 2 // 3], one, 10)


def _too_few(residents: list[Actor]) -> None:
    with clock.replay(timezone.now() - timedelta(days=100)):
        one = _begin(residents[2], "A place to swim at the old mill", POND, "answer", "Mina Okoro")
        _sign(residents[3:7], one, 60)
    with clock.replay(timezone.now() - timedelta(days=9)):
        timers.watch()
