"""A participatory budget of Millbrook that collects ideas: residents and an organisation have proposed some."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import shapely
from django.utils import timezone

from commonhall.actions.inputs import Point
from commonhall.core import clock
from commonhall.decisions.budgets.actions import open_budget
from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals import actions
from commonhall.people.bodies.models import Body
from commonhall.places import queries as places
from commonhall.places.models import Unit
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

BEGUN, IDEAS, PHASE = 14, 30, 21
MONEY = 90_000_00
# Place, category, estimate, author, title, text.
IDEAS_OF_RESIDENTS = (
    (
        "old-town",
        "Streets and squares",
        14_000_00,
        "Eva Stern",
        "Shade on the market square",
        "In July nobody stops there after ten. **Four lime trees** and a long bench around each would change that.",
    ),
    (
        "riverside",
        "Green and water",
        22_000_00,
        "Jonas Hill",
        "Steps down to the river",
        "Three wide steps below the bridge, so that children and old people get to the water safely.",
    ),
    (
        "hillside",
        "For children",
        31_000_00,
        "Mina Okoro",
        "A climbing wall behind the school",
        "Low enough for six-year-olds on one side, hard enough for their parents on the other.",
    ),
    (
        "harbour",
        "Meeting each other",
        18_500_00,
        "Piet Brook",
        "A table tennis roof at the harbour",
        "Two tables of concrete under a roof: the youth club plays there in the rain already.",
    ),
    (
        "station",
        "Streets and squares",
        9_000_00,
        "Ruth Vale",
        "A pump and tools for bicycles at the station",
        "With a stand, so that a tyre is mended in five minutes before the train.",
    ),
    (
        "meadows",
        "Green and water",
        6_500_00,
        "Lena Hill",
        "A meadow for bees instead of lawn",
        "Mown twice a year. The school counts what lives there, each spring.",
    ),
)


def build(town: Town) -> None:
    """Opened by the council two weeks ago; ideas can be sent for some days still."""
    now = timezone.now()
    with clock.replay(now - timedelta(days=BEGUN)):
        budget = _opened(town)
    for number, idea in enumerate(IDEAS_OF_RESIDENTS):
        code, category, cost, name, title, text = idea
        unit = Unit.objects.get(code=code)
        with clock.replay(now - timedelta(days=BEGUN - 1 - 2 * number)):
            actions.propose_project.perform(
                town.residents[10 + number],
                budget=budget,
                title=title,
                text=text,
                unit=unit,
                category=category,
                estimate=cost,
                name=name,
                point=_within(unit, number),
            )
    with clock.replay(now - timedelta(days=1)):
        actions.reword_proposal.perform(
            town.residents[10],
            proposal=budget.proposals.order_by("pk")[0],
            title="Shade and seats on the market square",
            text="In July nobody stops there after ten. **Five lime trees**, and a bench with a back around each.",
            estimate=16_500_00,
        )


def _opened(town: Town) -> Budget:
    today = clock.today()

    def day(number: int) -> object:
        return today + timedelta(days=number)

    opened: Budget = (
        by_council(open_budget)
        .perform(
            town,
            names=said("A greener Millbrook"),
            texts=said(
                "What would make Millbrook a better place to be outside? Propose it, find supporters, and choose."
            ),
            unit=Unit.objects.get(code="root"),
            body=Body.objects.get(code="parks"),
            money=MONEY,
            opens_on=today,
            ideas_until=day(IDEAS),
            support_until=day(IDEAS + PHASE),
            check_until=day(IDEAS + 2 * PHASE),
            ballot_on=day(IDEAS + 3 * PHASE),
            votes_from=day(IDEAS + 3 * PHASE + 7),
            votes_until=day(IDEAS + 4 * PHASE),
            form="approval",
            rule="mes",
            # As a form sends it: one on each line.
            categories="\n".join(dict.fromkeys(idea[1] for idea in IDEAS_OF_RESIDENTS)),
            needed=10,
            within_money=True,
        )
        .result
    )
    return opened


def _within(unit: Unit, number: int) -> Point | None:
    """A point in a district, a little aside from its middle."""
    shape = places.geometry(unit)
    if shape is None:
        return None
    area = shapely.from_geojson(json.dumps(shape))
    middle = area.representative_point()
    west, south, east, north = area.bounds
    moved = shapely.Point(
        middle.x + (east - west) * 0.05 * (number % 3 - 1),
        middle.y + (north - south) * 0.05 * (number % 2),
    )
    spot = moved if area.contains(moved) else middle
    return Decimal(f"{spot.y:.6f}"), Decimal(f"{spot.x:.6f}")
