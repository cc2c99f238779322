"""Samples of what may be done with territory, services and minimum standards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from commonhall.cases.categories.models import Category
from commonhall.core import clock
from commonhall.people import actors
from commonhall.places.actions import UnitRow
from commonhall.places.models import Unit
from commonhall.services.minimum_standards import actions as standards
from commonhall.services.minimum_standards.measures import MEASURES
from commonhall.services.minimum_standards.models import Alarm, MinimumStandard, ResidentWord
from commonhall.services.services import actions
from commonhall.services.services.models import Service
from tests.actions.samples import Refusal, Sample, Wrong, sample, unless
from tests.asking_kit import confirmed
from tests.kit import MEASURED, Hall, square
from tests.words import texts

BEYOND = Decimal(10) ** 9
COMPUTED = next(one.code for one in MEASURES.values() if one.compute is not None)


@sample("places.import_units")
def import_units(_hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={
            "rows": [UnitRow("east", "district", texts("East"), "root", square(2))],
            "source_sha256": "0" * 64,
        },
        changed=lambda _count: (
            Unit.objects.get(code="east").parent == Unit.objects.get(code="root")
        ),
    )


# --- services -------------------------------------------------------------------------------------
def light(hall: Hall) -> dict[str, Any]:
    return {
        "code": "light",
        "names": texts("Light"),
        "body": hall.body("parks"),
        "unit": hall.unit("root"),
    }


def service(hall: Hall) -> Service:
    return actions.set_service.perform(hall.chair, **light(hall)).result


@sample("services.set_service")
def set_service(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given=light(hall),
        changed=lambda one: (one.code, one.body.code) == ("light", "parks"),
    )


@sample("services.end_service")
def end_service(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        service(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("services.set_standard")
def set_standard(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        service(hall),
        {
            "names": texts("Soon"),
            "measure": "reported",
            "threshold": Decimal(90),
            "at_least": True,
        },
        changed=lambda one: (one.service.code, one.threshold) == ("light", 90),
        refused=[unless("wrong-state", ended_on=clock.today())],
        wrong=[Wrong("threshold", BEYOND), Wrong("threshold", Decimal("NaN"))],
    )


# --- minimum standards ----------------------------------------------------------------------------
def floor(hall: Hall, unit: str = "root") -> dict[str, Any]:
    return {
        "names": texts("No dark street"),
        "measure": "reported",
        "threshold": Decimal(80),
        "at_least": True,
        "body": hall.body("parks"),
        "unit": hall.unit(unit),
        "category": hall.lamps,
    }


def standard(hall: Hall, unit: str = "root") -> MinimumStandard:
    return standards.set_minimum_standard.perform(hall.chair, **floor(hall, unit)).result


@sample("services.set_minimum_standard")
def set_minimum_standard(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given=floor(hall),
        changed=lambda one: (one.threshold, one.days, one.body.code) == (80, 14, "parks"),
        wrong=[Wrong("threshold", BEYOND)],
    )


@sample("services.end_minimum_standard")
def end_minimum_standard(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        standard(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("derived", source="evaluation.framework:1#air"),
        ],
    )


@sample("services.report_value")
def report_value(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        standard(hall, "north"),
        {"unit": hall.unit("north"), "value": Decimal(70), **MEASURED, "sample": 40},
        changed=lambda one: (
            (one.value, one.sample, one.body.code) == (70, 40, "parks")
            and Alarm.objects.get().case.body.code == "parks"
        ),
        refused=[
            unless("wrong-state", ended_on=clock.today()),
            unless("computed", measure=COMPUTED),
        ],
        wrong=[Wrong("value", BEYOND), Wrong("unit", hall.unit("south"))],
    )


@sample("services.confirm_value")
def confirm_value(hall: Hall) -> Sample:
    made, north = standard(hall, "north"), hall.unit("north")
    for value in (70, 99):
        standards.report_value.perform(
            hall.parks, minimum_standard=made, unit=north, value=Decimal(value), **MEASURED
        )
    return Sample(
        hall.chair,
        made,
        {"unit": north, "seen": "I was there."},
        changed=lambda alarm: alarm.ended_at is not None and alarm.confirmed == "I was there.",
        refused=[
            unless("same-body", body=hall.body("council")),
            Refusal("wrong-state", before=lambda: QuerySet(Alarm).update(claimed=None)),
        ],
        wrong=[Wrong("unit", hall.unit("south"))],
    )


@sample("services.say_how_it_is")
def say_how_it_is(hall: Hall) -> Sample:
    return Sample(
        confirmed(hall, 1)[0],
        given={"minimum_standard": standard(hall), "holds": False},
        changed=lambda _nothing: not ResidentWord.objects.get().holds,
        wrong=[Wrong("minimum_standard", standard(hall, "south"))],
        quiet=True,
    )


@sample("services.compute_values")
def compute_values(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        standard(hall),
        {"values": {hall.unit("north").pk: Decimal(90), hall.unit("south").pk: Decimal(70)}},
        changed=lambda _count: Alarm.objects.get().unit.code == "south",
    )


@sample("services.derive_minimum_standard")
def derive_minimum_standard(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={
            "source": f"{hall.unit('root').ref}#air",
            "names": texts("Air"),
            "threshold": Decimal(30),
            "at_least": False,
            "body": hall.body("parks"),
            "unit": hall.unit("root"),
            "days": 20,
            "measure_days": 75,
        },
        changed=lambda one: (one.threshold, one.days, one.body.code) == (30, 20, "parks"),
    )


@sample("services.end_derived_standard")
def end_derived_standard(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        standard(hall),
        changed=lambda one: one.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("services.raise_alarm")
def raise_alarm(hall: Hall) -> Sample:
    plain = floor(hall) | {"category": None}
    made = standards.set_minimum_standard.perform(hall.chair, **plain).result
    return Sample(
        actors.system(),
        made,
        {"unit": hall.unit("north"), "why": "broken", "value": Decimal(70)},
        changed=lambda alarm: (alarm.case.state, alarm.case.unit.code) == ("open", "north"),
        refused=[
            Refusal(
                "no-category",
                before=lambda: QuerySet(Category).all()._raw_delete("default"),
            )
        ],
    )


@sample("services.end_alarm")
def end_alarm(hall: Hall) -> Sample:
    standards.report_value.perform(
        hall.parks,
        minimum_standard=standard(hall),
        unit=hall.unit("north"),
        value=Decimal(70),
        **MEASURED,
    )
    return Sample(
        actors.system(),
        Alarm.objects.get(),
        {"value": Decimal(90)},
        changed=lambda alarm: alarm.ended_at is not None and alarm.case.state == "open",
    )
