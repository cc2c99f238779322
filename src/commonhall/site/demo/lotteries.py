"""Draws in Millbrook: a panel on the river road with one seat passed on, garden plots by lot, and a course that waits for
its round of the public beacon. What was drawn follows the numbers of a made-up county lottery: a town that never was has
no round of a beacon.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.core.content import Texts
from commonhall.decisions.lotteries import (
    actions,
    draw_actions,
    jobs,
    opening_actions,
    seed_actions,
)
from commonhall.decisions.lotteries.models import Application, Lottery
from commonhall.people.actors import system
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit
from commonhall.site.demo import content
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

ENTRANTS, SEATS, GARDENERS, PLOTS = 60, 12, 34, 8
DRAWN = "04 09 17 23 38 45"


def _value(value: str, least: int, most: int, names: Texts) -> dict[str, Any]:
    return {"value": value, "least": least, "most": most, "names": names}


QUOTAS = [
    {
        "feature": "age",
        "names": said("Age"),
        "values": [
            _value("16-34", 2, 4, said("16 to 34")),
            _value("35-59", 4, 6, said("35 to 59")),
            _value("60", 2, 4, said("60 and over")),
        ],
    },
    {
        "feature": "home",
        "names": said("Home"),
        "values": [
            _value("rents", 5, 8, said("rents")),
            _value("owns", 4, 7, said("owns")),
        ],
    },
]


def build(town: Town) -> None:
    """Both lists are frozen, the numbers come, both are drawn, people answer."""
    begins = timezone.now() - timedelta(days=50)
    people = _residents(town)
    panel = _panel(town, begins)
    plots = _plots(town, begins)
    for number, resident in enumerate(people[:ENTRANTS]):
        with clock.replay(begins + timedelta(hours=6 * number)):
            said = {
                "age": town.chance.choices(("16-34", "35-59", "60"), (3, 4, 3))[0],
                "home": town.chance.choices(("rents", "owns"), (2, 3))[0],
            }
            actions.apply_for_lottery.perform(resident, lottery=panel, features=said)
    for number, resident in enumerate(people[-GARDENERS:]):
        with clock.replay(begins + timedelta(hours=9 * number)):
            home = f"Mill Lane {number // 2}" if number < 6 else f"House {number}"
            actions.apply_for_lottery.perform(resident, lottery=plots, home=home)
    with clock.replay(begins + timedelta(days=21, minutes=5)):
        for one in (panel, plots):
            actions.close_lottery.perform(system(), lottery=one)
        jobs.work_out_chances.call(panel.pk)
    _numbers(town, panel, plots)
    _course(town)
    _answer(panel, people, begins + timedelta(days=24), leaves=1)
    _answer(plots, people, begins + timedelta(days=25), leaves=2)


def _numbers(town: Town, *lotteries: Lottery) -> None:
    """Two offices that hold neither enter what was drawn, and the timers draw."""
    for one in lotteries:
        assert one.draws_at is not None
        with clock.replay(one.draws_at + timedelta(hours=1)):
            for desk in ("streets-desk", "reviewer"):
                seed_actions.enter_numbers.perform(town.desks[desk], lottery=one, numbers=DRAWN)
            draw_actions.draw_lottery.perform(system(), lottery=one)


def _by_county(closes_at: datetime) -> dict[str, Any]:
    """The public draw that decides."""
    return {
        "closes_at": closes_at,
        "source": "numbers",
        "draw_names": said("County Lottery, main draw, six of forty-nine"),
        "draws_at": closes_at + timedelta(hours=20),
        "numbers_count": 6,
        "numbers_most": 49,
    }


def _course(town: Town) -> None:
    now = timezone.now()
    with clock.replay(now - timedelta(days=2)):
        made = opening_actions.open_lottery.perform(
            town.desks["parks-desk"],
            kind="places",
            rule="lottery",
            places=16,
            names=said("Sixteen places on the pruning course"),
            texts=said("Two Saturdays in the town orchard, with tools to take home."),
            unit=Unit.objects.get(code="root"),
            closes_at=now + timedelta(days=19),
        ).result
    with clock.replay(now - timedelta(days=1)):
        for resident in _residents(town)[:11]:
            actions.apply_for_lottery.perform(resident, lottery=made)


def _residents(town: Town) -> list[Actor]:
    """Residents who are confirmed, in the order of the town's list."""
    known = set(Verification.objects.exclude(person=None).values_list("person_id", flat=True))
    return [one for one in town.residents if one.person in known]


def _panel(town: Town, begins: datetime) -> Lottery:
    lamps = Source.objects.filter(title=content.SOURCES["lamps"]).order_by("pk").first()
    with clock.replay(begins):
        made: Lottery = opening_actions.open_lottery.perform(
            town.desks["hall-desk"],
            kind="panel",
            rule="leximin",
            places=SEATS,
            names=said("A panel on the river road"),
            texts=said(
                "Twelve residents, drawn by lot so that they mirror the town, meet on four Saturdays and "
                "say how the river road should be lit."
            ),
            unit=Unit.objects.get(code="root"),
            quotas=QUOTAS,
            answer_days=10,
            **_by_county(begins + timedelta(days=21)),
            about=lamps.ref if lamps else "",
        ).result
    return made


def _plots(town: Town, begins: datetime) -> Lottery:
    with clock.replay(begins + timedelta(hours=1)):
        made: Lottery = opening_actions.open_lottery.perform(
            town.desks["parks-desk"],
            kind="places",
            rule="lottery",
            places=PLOTS,
            household=True,
            names=said("Eight garden plots on the Meadows"),
            texts=said(
                "Plots of forty square metres for three years, at most one for a household."
            ),
            unit=Unit.objects.get(code="root"),
            **_by_county(begins + timedelta(days=21)),
        ).result
    return made


def _answer(lottery: Lottery, people: list[Actor], moment: datetime, leaves: int) -> None:
    """So many decline; who came next by the rule and the others accept."""
    actors = {one.person: one for one in people}
    holders = dict(Application.objects.filter(lottery=lottery).values_list("code", "person_id"))
    while waiting := lottery.tickets.filter(state="drawn").order_by("code").first():
        action: Any = draw_actions.decline_place if leaves else draw_actions.accept_place
        leaves = max(leaves - 1, 0)
        with clock.replay(moment):
            action.perform(actors[holders[waiting.code]], lottery=lottery)
