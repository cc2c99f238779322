"""Samples of what may be done with cases, categories and sources."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from commonhall.cases.cases import actions
from commonhall.cases.cases.models import Case
from commonhall.cases.categories import actions as categories
from commonhall.cases.categories.models import Category, Route
from commonhall.cases.categories.packs import PACKS
from commonhall.cases.sources import actions as sources
from commonhall.cases.sources.models import Source
from commonhall.core import clock
from commonhall.people import actors
from commonhall.people.bodies.models import Body
from commonhall.people.residents.models import Person
from tests.actions.samples import Refusal, Sample, Wrong, sample, unless
from tests.kit import Hall
from tests.words import texts


def neighbour() -> Any:
    """Somebody else, in their own name."""
    return actors.as_person(Person.objects.get(name="clerk"))


def done_case(hall: Hall) -> Case:
    case = hall.raise_case()
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    return case


@sample("cases.raise_case")
def raise_case(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        given={
            "kind": "complaint",
            "title": "The lamp is broken",
            "category": hall.lamps,
            "unit": hall.unit("north"),
        },
        changed=lambda case: (
            (case.state, case.body.code, case.unit.code) == ("open", "parks", "north")
        ),
        wrong=[
            Wrong("unit", None),
            Wrong("point", (Decimal(50), Decimal(50))),
        ],
    )


@sample("cases.open_alarm_case")
def open_alarm_case(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={
            "title": "No dark street",
            "unit": hall.unit("north"),
            "body": hall.body("roads"),
            "category": hall.lamps,
            "due_on": clock.today(),
        },
        changed=lambda case: (
            (case.channel, case.body.code, case.due_on) == ("alarm", "roads", clock.today())
        ),
    )


@sample("cases.answer_case")
def answer_case(hall: Hall) -> Sample:
    case, day = hall.raise_case(), clock.today() + timedelta(days=9)
    return Sample(
        hall.parks,
        case,
        {"text": "Next week.", "promise": day},
        changed=lambda answer: (answer.case.state, answer.case.promised_on) == ("promised", day),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="confirmed")],
        wrong=[
            Wrong("promise", clock.today() - timedelta(days=1)),
            Wrong("promise", clock.today() + timedelta(days=5 * 365 + 1)),
        ],
    )


@sample("cases.pass_on_case")
def pass_on_case(hall: Hall) -> Sample:
    case = hall.raise_case()
    actions.answer_case.perform(hall.parks, case=case, text="We will see.")
    return Sample(
        hall.parks,
        case,
        {"to": hall.body("roads"), "reason": "It is on the road."},
        changed=lambda answer: (
            (answer.case.state, answer.case.body.code, answer.to_body.code)
            == ("open", "roads", "roads")
        ),
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="done")],
        wrong=[Wrong("to", hall.body("parks"))],
    )


@sample("cases.mark_done")
def mark_done(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        hall.raise_case(),
        {"text": "A new lamp."},
        changed=lambda answer: answer.case.state == "done" and answer.case.closed_at == answer.at,
        refused=[Refusal("other-body", by=hall.roads), unless("wrong-state", state="done")],
    )


@sample("cases.confirm_case")
def confirm_case(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        done_case(hall),
        {"satisfied": "yes"},
        changed=lambda said: (said.case.state, said.satisfied) == ("confirmed", "yes"),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="open")],
    )


@sample("cases.refuse_result")
def refuse_result(hall: Hall) -> Sample:
    return Sample(
        hall.resident,
        done_case(hall),
        {"text": "It is still dark."},
        changed=lambda said: (said.case.state, said.case.closed_at) == ("refused", None),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="open")],
    )


@sample("cases.reopen_case")
def reopen_case(hall: Hall) -> Sample:
    case = done_case(hall)
    actions.confirm_case.perform(hall.resident, case=case)
    return Sample(
        hall.resident,
        case,
        {"text": "It is dark again."},
        changed=lambda said: (
            (said.case.state, said.case.reopened, said.case.closed_at) == ("open", 1, None)
        ),
        refused=[Refusal("not-yours", by=neighbour()), unless("wrong-state", state="done")],
    )


# --- categories -----------------------------------------------------------------------------------
@sample("cases.set_category")
def set_category(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        given={"code": "trees", "names": texts("Trees"), "body": hall.body("parks")},
        changed=lambda one: (one.code, one.body.code) == ("trees", "parks"),
        wrong=[Wrong("code", "Big Trees"), Wrong("code", "bäume")],
    )


@sample("cases.set_category_pack")
def set_category_pack(hall: Hall) -> Sample:
    given: dict[str, Any] = {"pack": next(iter(PACKS)), "body": hall.body("parks")}
    before = Category.objects.count()
    return Sample(
        hall.chair,
        given=given,
        changed=lambda _none: Category.objects.count() > before,
        wrong=[
            Wrong(
                "pack",
                given["pack"],
                before=lambda: categories.set_category_pack.perform(hall.chair, **given),
            )
        ],
    )


@sample("cases.route_category")
def route_category(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        hall.lamps,
        {"unit": hall.unit("north"), "body": hall.body("roads")},
        changed=lambda _route: (
            hall.raise_case().body.code == "roads" and Route.objects.count() == 1
        ),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


@sample("cases.end_category")
def end_category(hall: Hall) -> Sample:
    return Sample(
        hall.chair,
        hall.lamps,
        changed=lambda category: category.ended_on == clock.today(),
        refused=[unless("wrong-state", ended_on=clock.today())],
    )


# --- sources --------------------------------------------------------------------------------------
def source(hall: Hall, *cases: Case) -> Source:
    return sources.name_source.perform(
        hall.parks,
        title="Old cable",
        unit=hall.unit("north"),
        body=hall.body("parks"),
        cases=list(cases) or [hall.raise_case()],
    ).result


@sample("cases.name_source")
def name_source(hall: Hall) -> Sample:
    case = hall.raise_case()
    return Sample(
        hall.parks,
        given={
            "title": "Old cable",
            "unit": hall.unit("north"),
            "body": hall.body("parks"),
            "cases": [case],
        },
        changed=lambda named: Case.objects.get(pk=case.pk).source == named,
    )


@sample("cases.gather_cases")
def gather_cases(hall: Hall) -> Sample:
    first, second = hall.raise_case(), hall.raise_case()
    return Sample(
        hall.parks,
        source(hall, first),
        {"cases": [second]},
        changed=lambda named: Case.objects.get(pk=second.pk).source == named,
        refused=[Refusal("other-body", by=hall.roads)],
        wrong=[Wrong("cases", [first])],
    )


@sample("cases.end_source")
def end_source(hall: Hall) -> Sample:
    return Sample(
        hall.parks,
        source(hall),
        changed=lambda named: named.state == "ended",
        refused=[unless("wrong-state", state="ended")],
    )


@sample("cases.prepare_import")
def prepare_import(hall: Hall) -> Sample:
    return Sample(
        actors.system(),
        given={"agencies": {"NYPD": "Police"}, "complaints": {"Noise": "NYPD"}},
        changed=lambda _none: (
            Category.objects.get(code="nyc-noise").body == Body.objects.get(code="nyc-nypd")
        ),
    )
