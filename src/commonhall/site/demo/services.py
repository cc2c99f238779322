"""What Millbrook offers, which floors its council set, and the one that is broken today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.core.content import Texts
from commonhall.law.instruments.models import Provision
from commonhall.people.actors import system
from commonhall.people.bodies.models import Body
from commonhall.places.models import Unit
from commonhall.services.minimum_standards import actions as standard_actions
from commonhall.services.minimum_standards import alarm_actions
from commonhall.services.minimum_standards.models import MinimumStandard
from commonhall.services.minimum_standards.timers import check_minimum_standards
from commonhall.services.services import actions as service_actions
from commonhall.services.services import entitlement
from commonhall.site.demo.asking import ask
from commonhall.site.demo.council import by_council
from commonhall.site.demo.said import said
from commonhall.ui import languages

if TYPE_CHECKING:
    from commonhall.site.demo.town import Town

SERVICES: list[tuple[Any, ...]] = [
    (
        "warm-meal",
        "schools",
        "meals",
        said("A warm meal at school"),
        said("Every child gets a warm meal on every school day."),
        said("At the school; nothing to ask for."),
        said("free"),
        [("age <= 15", said("How old is the child?"))],
    ),
    (
        "bus-pass",
        "transport",
        "buses",
        said("Bus pass for older residents"),
        said("Rides on all lines of the town."),
        said("At the Residents' Office or by post."),
        said("12 a year"),
        [
            ("age >= 65", said("How old are you?")),
            ("resident yes", said("Do you live in Millbrook?")),
        ],
    ),
    (
        "clinic",
        "health",
        "clinic",
        said("Clinic near every home"),
        said("A doctor within half an hour on foot."),
        said("Walk in, or call ahead."),
        said("free"),
        "",
    ),
    (
        "water",
        "water",
        "water-pressure",
        said("Clean water in every flat"),
        said("Day and night, on every floor."),
        said("By pipe."),
        said("by meter"),
        "",
    ),
    (
        "street-light",
        "streets",
        "lamps",
        said("Light on every street"),
        said("A lamp that is out is mended within ten days."),
        {},
        {},
        "",
    ),
]
WATER = {"station": "61"}
REPORTED = (330, 240, 150, 25)
HOW: dict[str, Any] = {
    "method": "Measured at a tap on the third floor, at seven in the morning",
    "evidence": "https://example.org/millbrook/water-pressure",
    "sample": 40,
}


def _line(condition: str, question: Texts) -> str:
    """A rule as it is written: "age >= 65 | How old are you? | …"."""
    return " | ".join([condition, *(question.get(code, "") for code in languages.codes())])


def build(town: Town) -> None:
    """The catalogue, three floors, a year of reported water pressure, and today's look at the rest."""
    root = Unit.objects.get(code="root")
    bodies = {body.code: body for body in Body.objects.all()}
    categories = {one.code: one for one in Category.objects.all()}
    basis = Provision.objects.get(number="Article 21")
    with clock.replay(town.begins + timedelta(days=30)):
        made = {}
        for code, body, category, names, words, channels, cost, rules in SERVICES:
            made[code] = service_actions.set_service.perform(
                town.desks[f"{body}-desk"],
                code=code,
                names=names,
                texts=words,
                body=bodies[body],
                unit=root,
                channels=channels,
                cost=cost,
                rules=entitlement.parse("\n".join(_line(*rule) for rule in rules)),
                category=categories[category],
                basis=basis,
            ).result
        service_actions.set_standard.perform(
            town.desks[f"{made['street-light'].body.code}-desk"],
            service=made["street-light"],
            measure="cases-solved",
            threshold=Decimal(85),
            names=said("85 of 100 lamps reported are really mended"),
            at_least=True,
        )
    first = town.begins + timedelta(days=60)
    asked = ask(town, first, root, "Which lines may nobody fall below?")
    with clock.replay(first):
        law = Provision.objects.get(number="Article 20")
        pressure = (
            by_council(standard_actions.set_minimum_standard)
            .perform(
                town,
                names=said("Water on every floor of every house"),
                measure="reported",
                threshold=Decimal(80),
                at_least=True,
                body=bodies["water"],
                unit=root,
                days=14,
                category=categories["water-pressure"],
                service=made["water"],
                basis=law,
                matter=asked.ref,
            )
            .result
        )
        clinics = (
            by_council(standard_actions.set_minimum_standard)
            .perform(
                town,
                names=said("No district waits for more than four clinic matters"),
                measure="cases-waiting",
                threshold=Decimal(4),
                at_least=False,
                body=bodies["health"],
                unit=root,
                days=21,
                category=categories["clinic"],
                service=made["clinic"],
                basis=law,
                matter=asked.ref,
            )
            .result
        )
        meals = (
            by_council(standard_actions.set_minimum_standard)
            .perform(
                town,
                names=said("No child without a warm meal"),
                measure="reported",
                threshold=Decimal(98),
                at_least=True,
                body=bodies["schools"],
                unit=root,
                days=7,
                category=categories["meals"],
                service=made["warm-meal"],
                basis=law,
                matter=asked.ref,
            )
            .result
        )
    _report(town, pressure)
    _measured(town, clinics, meals)
    _dry(town, pressure)
    check_minimum_standards()


def _dry(town: Town, pressure: MinimumStandard) -> None:
    """One district was without water as the last whole quarter ended: its edition cannot hide it."""
    today = timezone.localdate()
    ended = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    moment = timezone.make_aware(datetime(ended.year, ended.month, ended.day, 9))
    with clock.replay(moment - timedelta(days=6)):
        standard_actions.report_value.perform(
            town.desks["water-desk"],
            minimum_standard=pressure,
            unit=Unit.objects.get(code="works"),
            value=Decimal(64),
            **HOW,
        )
    with clock.replay(moment + timedelta(days=15)):
        standard_actions.report_value.perform(
            town.desks["water-desk"],
            minimum_standard=pressure,
            unit=Unit.objects.get(code="works"),
            value=Decimal(88),
            **HOW,
        )
        # The water office mended it; the Council looked before the alarm ended.
        by_council(standard_actions.confirm_value).perform(
            town,
            minimum_standard=pressure,
            unit=Unit.objects.get(code="works"),
            seen="We opened a tap on the third floor.",
        )


def _report(town: Town, pressure: MinimumStandard) -> None:
    """Each quarter the water office reports; last month one district fell below, another before."""
    desk, chance = town.desks["water-desk"], town.chance
    for days in REPORTED:
        with clock.replay(timezone.now() - timedelta(days=days)):
            for unit in town.units:
                low = WATER.get(unit.code) if days == 25 else None
                value = Decimal(low) if low else Decimal(f"{chance.uniform(84, 99):.1f}")
                standard_actions.report_value.perform(
                    desk, minimum_standard=pressure, unit=unit, value=value, **HOW
                )


def _measured(town: Town, clinics: MinimumStandard, meals: MinimumStandard) -> None:
    """The other two lines held all year: the school office reported one, the clock computed the other."""
    how: dict[str, Any] = {
        "method": "Counted at the counters of all schools in one week",
        "evidence": "https://example.org/millbrook/school-meals",
    }
    for days in REPORTED:
        with clock.replay(timezone.now() - timedelta(days=days)):
            waiting = {unit.pk: Decimal(town.chance.randint(0, 3)) for unit in town.units}
            alarm_actions.compute_values.perform(system(), minimum_standard=clinics, values=waiting)
            for unit in town.units:
                standard_actions.report_value.perform(
                    town.desks["schools-desk"],
                    minimum_standard=meals,
                    unit=unit,
                    value=Decimal(f"{town.chance.uniform(98, 100):.1f}"),
                    **how,
                )
