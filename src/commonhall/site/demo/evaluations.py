"""How Millbrook is measured: definitions, series, frameworks, and every edition on the day it appeared."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.core import clock
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.call_backs.actions import begin_call_backs
from commonhall.evaluation.editions import actions, weighing
from commonhall.evaluation.editions.models import Edition
from commonhall.evaluation.editions.timers import follow_lines, publish_editions
from commonhall.evaluation.frameworks import actions as framework_actions
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import actions as indicator_actions
from commonhall.evaluation.indicators.rates import months_before, next_month
from commonhall.evaluation.proposals.actions import confirm_definition_proposal
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.rollup import folding
from commonhall.evaluation.series import actions as series_actions
from commonhall.evaluation.series.models import Series
from commonhall.evaluation.series.reading import Given
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

BEIJING = (
    "As Beijing's 12345 service counts: of valid call-backs only; 0.1 response, 0.5 resolution, "
    "0.4 satisfaction"
)
INDIA = "As India's CPGRAMS asks: within 21 days, and what people say when they are called"
# scheme, rate, names, formula, taken from
RATES: list[tuple[str, str, dict[str, str], dict[str, Any], str]] = [
    (
        "beijing-12345",
        "response",
        said("Answered in time"),
        {"of": "called-back", "counts": {"answered-on-time": "1"}},
        BEIJING,
    ),
    (
        "beijing-12345",
        "resolution",
        said("Solved"),
        {"of": "called-back", "counts": {"solved": "1"}},
        BEIJING,
    ),
    (
        "beijing-12345",
        "satisfaction",
        said("Satisfied"),
        {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}},
        BEIJING,
    ),
    (
        "beijing-12345",
        "combined",
        said("The three together"),
        {"mean": {"response": "0.1", "resolution": "0.5", "satisfaction": "0.4"}},
        BEIJING,
    ),
    (
        "cpgrams",
        "disposed-21",
        said("Reported done within 21 days"),
        {"of": "raised", "counts": {"done-within": "1"}, "days": 21},
        INDIA,
    ),
    (
        "cpgrams",
        "resolved",
        said("Solved, of those called"),
        {"of": "called-back", "counts": {"solved": "1"}},
        INDIA,
    ),
]
# code, reported by, names, measured in, more is better, where each district stands, its yearly drift
SERIES: list[tuple[str, str, dict[str, str], dict[str, str], bool, list[float], float]] = [
    (
        "air",
        "safety",
        said("Fine dust in the air"),
        said("µg/m³, mean of the quarter"),
        False,
        [14, 13, 11, 27, 9, 24, 8, 8, 31],
        -0.4,
    ),
    (
        "green",
        "parks",
        said("Homes near green"),
        said("% of homes with green within 300 m"),
        True,
        [58, 66, 81, 42, 88, 51, 93, 95, 37],
        0.6,
    ),
    (
        "poverty",
        "schools",
        said("Children in poor homes"),
        said("% of children"),
        False,
        [17, 21, 14, 26, 12, 28, 9, 11, 24],
        -0.3,
    ),
    (
        "income",
        "housing",
        said("Income"),
        said("a year and resident"),
        True,
        [27_400, 24_100, 26_800, 34_900, 25_300, 33_200, 29_800, 26_100, 36_500],
        300,
    ),
]


# The other packs need series or rates that this town does not keep.
ADOPTED = ("social-governance", "three-rates", "three-rates-bodies", "twelve-principles")


def build(town: Town) -> None:
    """Definitions and series from the first month; frameworks a year ago; editions as they came due."""
    reviewer, root = town.desks["reviewer"], Unit.objects.get(code="root")
    first = next_month(timezone.localdate(town.begins).replace(day=1))
    with clock.replay(town.begins + timedelta(days=2)):
        for scheme, code, names, formula, citation in RATES:
            proposal = indicator_actions.propose_definition.perform(
                reviewer,
                scheme=scheme,
                code=code,
                names=names,
                formula=formula,
                starts=first,
                citation=citation,
            ).result
            _agree(town, proposal)
    made = _series(town, reviewer)
    _values(town, made)
    months = months_before(timezone.localdate(), 13)
    with _at(months[0] + timedelta(days=20)):
        for code in ADOPTED:
            text = packs.ready()[code]
            # The year of a self-assessment begins before the first year that ends.
            starts = date(months[0].year, 1, 1) if '"year"' in text else months[1]
            proposal = framework_actions.propose_framework.perform(
                reviewer, pack=text, unit=root, starts=starts
            ).result
            _agree(town, proposal)
        _weigh(town)
        _mark(town)
    for month in months[1:]:
        for day in (6, 12):
            moment = noon(month + timedelta(days=day))
            if moment < timezone.now():
                with clock.replay(moment):
                    publish_editions()
                    follow_lines()
    _reply(town)
    folding.fold_all()
    # A town that never was has no round of a beacon: the last month's cases are named, and wait for the next one.
    begin_call_backs.perform(system(), month=months[-2])


def _agree(town: Town, proposal: DefinitionProposal) -> None:
    """The council is not measured: it looks at what would be counted, and agrees."""
    by_council(confirm_definition_proposal).perform(
        town,
        definition_proposal=proposal,
        seen="What would be counted, and where that is taken from.",
    )


def noon(day: date) -> datetime:
    """Noon of a day, in the hall's time."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def _at(day: date) -> Any:
    return clock.replay(noon(day))


def _series(town: Town, reviewer: Any) -> dict[str, Series]:
    with clock.replay(town.begins + timedelta(days=3)):
        for code, body, names, unit_words, up, _levels, _drift in SERIES:
            proposed = series_actions.propose_series.perform(
                reviewer,
                code=code,
                names=names,
                body=Body.objects.get(code=body),
                up=up,
                measured_in=unit_words,
                texts=said("Made-up figures of a fictional town."),
            )
            _agree(town, proposed.result)
        return {one.code: one for one in Series.objects.all()}


def _values(town: Town, made: dict[str, Series]) -> None:
    """Each quarter each district, a little better or worse than the quarter before."""
    chance, units = town.chance, sorted(town.units, key=lambda unit: unit.pk)
    for months in range(21, 0, -3):
        day = months_before(timezone.localdate(), months + 1)[0]
        with _at(day + timedelta(days=8)):
            for code, body, _names, _words, _up, levels, drift in SERIES:
                years = (24 - months) / 12
                values = [
                    Given(
                        unit,
                        day,
                        Decimal(f"{level + drift * years + chance.gauss(0, level / 60):.1f}"),
                    )
                    for unit, level in zip(units, levels, strict=True)
                ]
                series_actions.report_values.perform(
                    town.desks[f"{body}-desk"], series=made[code], values=values
                )


def _weigh(town: Town) -> None:
    """Forty residents say what matters most to them."""
    framework = Framework.objects.get(code="social-governance")
    parts = packs.read(framework.pack).parts()
    for resident in town.residents[:40]:
        points = dict.fromkeys(parts, 20)
        for _step in range((weighing.POINTS - 20 * len(parts)) // weighing.STEP):
            points[town.chance.choice(parts)] += weighing.STEP
        actions.weigh.perform(resident, framework=framework, points=points)


def _mark(town: Town) -> None:
    """Two offices mark with evidence, fourteen residents without."""
    framework = Framework.objects.get(code="twelve-principles")
    names = [one.id for one in packs.read(framework.pack).framework.indicators]
    for at, indicator in enumerate(names):
        actions.mark.perform(
            town.desks["hall-desk"],
            framework=framework,
            indicator=indicator,
            value=3 if at % 3 else 4,
            evidence="/record/",
            text="What was done stands on the record of this fictional town.",
        )
        actions.mark.perform(
            town.desks["council-chair"],
            framework=framework,
            indicator=indicator,
            value=2 if at % 4 == 1 else 3,
            evidence="/decisions/",
            text="As the votes of this fictional council show.",
        )
    for resident in town.residents[:14]:
        marks = {one: min(4, max(0, round(town.chance.gauss(2.2, 0.9)))) for one in names}
        actions.mark_as_resident.perform(resident, framework=framework, marks=marks)


def _reply(town: Town) -> None:
    """A body says what follows from the newest edition; it leads back into the plan."""
    edition = (
        Edition.objects.filter(framework__code="social-governance").order_by("-starts").first()
    )
    item = Item.objects.filter(unit__code="station").order_by("pk").first()
    if edition is None or item is None:
        return
    with clock.replay(timezone.now() - timedelta(days=1)):
        actions.reply.perform(
            town.desks["streets-desk"],
            edition=edition,
            unit=item.unit,
            about=item.ref,
            text="The Station Quarter stands behind what its income says. Light comes first; the air "
            "follows in next year's plan.",
        )
