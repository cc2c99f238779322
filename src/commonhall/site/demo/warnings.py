"""Early warning in Millbrook: two weeks in which more came than usual; one warning is answered, one waits."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from commonhall.cases.cases import actions as case_actions
from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.evaluation.signals.actions import answer_signal
from commonhall.evaluation.signals.counting import last_week
from commonhall.evaluation.signals.models import Signal
from commonhall.evaluation.signals.timers import look
from commonhall.places.models import Unit
from commonhall.site.demo.evaluations import noon
from commonhall.site.demo.ground import millbrook

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

PRESSURE = (
    "No water on the fourth floor since Tuesday",
    "Water comes brown after the pump starts",
    "The pump hums and the tap is dry",
    "Pressure drops every evening at seven",
    "Brown water in the kitchen",
    "Shower stops when the pump starts",
    "No pressure above the third floor",
    "Tap dry in the morning, pump hums",
)
LAMPS = (
    "The lamps along the quay are dark",
    "Dark from the bridge to the quay",
    "Every second lamp on the quay is out",
    "Quay lamps go off at nine",
    "Dark steps by the quay",
    "The quay is dark again",
    "Lamps flicker on the quay and go out",
)
ANSWER = "We come to the quay at seven in the evening and look at the lamps together. The electrician is with us."


def build(town: Town) -> None:
    """Ten weeks ago the lamps of one district, last week the water of another."""
    now = last_week(clock.today())
    earlier = now - timedelta(weeks=10)
    _week(town, earlier, "lamps", town.units[0], LAMPS)
    _week(town, now, "water-pressure", town.units[-1], PRESSURE)
    with clock.replay(noon(earlier + timedelta(days=8))):
        look()
    waiting = Signal.objects.select_related("body").filter(category__code="lamps").first()
    if waiting is not None:
        with clock.replay(noon(earlier + timedelta(days=10))):
            answer_signal.perform(
                town.desks[f"{waiting.body.code}-desk"],
                signal=waiting,
                answer=Signal.Answer.VISIT,
                text=ANSWER,
                happens_on=clock.today() + timedelta(days=6),
            )
    look()


def _week(town: Town, monday: date, category: str, unit: Unit, titles: tuple[str, ...]) -> None:
    """A case a title, from neighbours of one district, within one week."""
    chance = random.Random(category)  # noqa: S311  (a made-up past)
    kind = Category.objects.get(code=category)
    for place, title in enumerate(titles):
        latitude, longitude, street = millbrook.spot(unit.code, chance)
        moment = noon(monday) + timedelta(hours=17 * place)
        with clock.replay(moment):
            case_actions.raise_case.perform(
                town.residents[20 + place],
                kind="complaint",
                title=title,
                category=kind,
                unit=unit,
                address=street,
                point=(Decimal(f"{latitude:.6f}"), Decimal(f"{longitude:.6f}")),
            )
