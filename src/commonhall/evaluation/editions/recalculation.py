"""Editions, derived again from published states alone: inputs from what was done, outcome from inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commonhall.consultations.surveys.counting import UNIT
from commonhall.core.recalculation import State, States, recalculates
from commonhall.evaluation.editions import computing, self_assessment, weighing
from commonhall.evaluation.frameworks import measures, packs
from commonhall.evaluation.frameworks.measures import (
    Alarm,
    Felt,
    Line,
    Observations,
    Point,
    Promised,
)
from commonhall.evaluation.indicators.facts import PASSED, AnswerRow, CaseRow, Span, WordRow, facts

TYPES = (
    "evaluation.edition",
    "evaluation.definition",
    "evaluation.series",
    "evaluation.value",
    "cases.case",
    "cases.answer",
    "cases.confirmation",
    "services.alarm",
    "services.minimumstandard",
    "services.measurement",
    "law.promise",
    "places.unit",
    "consultations.feedback",
    "consultations.survey",
    "consultations.surveyresult",
)
NEAR = 2e-6


def _editions(states: States) -> Iterator[str]:
    for number, edition in sorted(states["evaluation.edition"].items()):
        pack = packs.read(edition["pack"])
        inputs, where = edition["inputs"], f"edition {number}"
        if pack.of == "respondents":
            again = self_assessment.outcome_of(pack, inputs)
        else:
            yield from _inputs(where, pack, edition, states)
            yield from _weights(where, edition["weights"])
            shares = weighing.shares(edition["weights"])
            again = computing.outcome_of(pack, inputs, shares, edition["seed"])
        if not alike(again, edition["outcome"]):
            yield f"{where}: its outcome does not follow from pack, inputs, weights and seed"
        if edition["seed"] != computing.seed_of(pack.code, edition["starts"]):
            yield f"{where}: its seed is not the one that framework and span give"


def _weights(where: str, said: Mapping[str, Any]) -> Iterator[str]:
    if said and weighing.derived(said["parts"], said["ballots"]) != said:
        yield f"{where}: its weights do not follow from the ballots"


def _inputs(where: str, pack: packs.Pack, edition: State, states: States) -> Iterator[str]:
    if "known" not in edition["inputs"]:
        yield f"{where}: it does not say by which day its facts were known"
        return
    world = _world(pack, edition, states)
    for one in pack.framework.indicators:
        settings = pack.sources[one.id]
        again = measures.compute(settings, world)
        values = [[computing.text_of(row.value), row.asked] for row in again]
        errors = [computing.text_of(row.error) for row in again]
        inputs = edition["inputs"]
        if not alike(values, inputs["values"][one.id]) or not alike(
            errors, inputs["errors"][one.id]
        ):
            yield f"{where}: {one.id} does not follow from what is published"


def alike(one: Any, other: Any) -> bool:
    """The same, but for the last digit of numbers, which machines may round otherwise."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if one == other:
        return True
    try:
        return abs(float(one) - float(other)) <= NEAR * max(1.0, abs(float(one)))
    except (TypeError, ValueError):
        return False


def _world(pack: packs.Pack, edition: State, states: States) -> Observations:
    inputs = edition["inputs"]
    span = Span(
        date.fromisoformat(edition["starts"]), date.fromisoformat(edition["ends"]), inputs["zone"]
    )
    units, until = inputs["units"], inputs["until"]
    return Observations(
        span=span,
        by="body" if pack.of == "bodies" else "unit",
        compared=units,
        place_of={} if pack.of == "bodies" else _places(units, states),
        facts=_facts(span, date.fromisoformat(inputs["known"]), until, states),
        schemes=_schemes(span, states),
        alarms=[
            Alarm(
                one["unit_id"],
                states["services.minimumstandard"][one["minimum_standard_id"]]["body_id"],
                _moment(one["opened_at"]),
                _moment(one["ended_at"]) if one["ended_at"] else None,
            )
            for one in states["services.alarm"].values()
            if one["why"] != "unmeasured" and not _derived(one["minimum_standard_id"], states)
        ],
        lines=_lines(span, inputs["known"], states),
        promises=[
            Promised(
                one["unit_id"],
                one["body_id"],
                date.fromisoformat(one["first_on"]),
                date.fromisoformat(one["kept_on"]) if one["kept_on"] else None,
                date.fromisoformat(one["undone_on"]) if one["undone_on"] else None,
            )
            for number, one in states["law.promise"].items()
            if number <= until["promise"] and not one["withdrawn_on"]
        ],
        felt=_felt(span, states),
        points=_points(until, states) | _surveys(pack, span, states),
    )


def _felt(span: Span, states: States) -> list[Felt]:
    """How taking part was, as published by the span's last day."""
    ends = span.ends.isoformat()
    return [
        Felt(one["unit_id"], one["body_id"], date.fromisoformat(one["closed_on"]), one["counts"])
        for _number, one in sorted(states["consultations.feedback"].items())
        if one["closed_on"] and one["closed_on"] < ends and one["points"]
    ]


def _derived(standard: int, states: States) -> bool:
    """Does a minimum standard follow from a framework? Such ones are not counted in its editions."""
    return bool(states["services.minimumstandard"][standard].get("source"))


def _lines(span: Span, known: str, states: States) -> list[Line]:
    """Minimum standards in force on the span's last day, with where each was measured."""
    last, ends = span.ends - timedelta(days=1), span.ends.isoformat()
    values: dict[int, list[State]] = {}
    for one in states["services.measurement"].values():
        if one["minimum_standard_id"] and (one["struck_on"] is None or one["struck_on"] >= known):
            values.setdefault(one["minimum_standard_id"], []).append(one)
    found = []
    for number, one in sorted(states["services.minimumstandard"].items()):
        if _derived(number, states):
            continue
        if one["set_on"] < ends and (one["ended_on"] is None or one["ended_on"] >= ends):
            first = (last - timedelta(days=one["measure_days"])).isoformat()
            measured = {
                row["unit_id"] for row in values.get(number, ()) if first <= row["on"] < ends
            }
            below = frozenset(_places([one["unit_id"]], states))
            found.append(Line(one["body_id"], below, frozenset(measured)))
    return found


def _facts(span: Span, known: date, until: Mapping[str, int], states: States) -> list[Any]:
    cases = [
        CaseRow(
            number,
            one["unit_id"],
            one["body_id"],
            _moment(one["raised_at"]),
            date.fromisoformat(one["due_on"]) if one["due_on"] else None,
        )
        for number, one in states["cases.case"].items()
        if number <= until["case"]
        and one["channel"] != "alarm"
        and one["state"] != "withdrawn"
        and not one["reported"]
    ]
    answers = [
        AnswerRow(
            one["case_id"],
            one["kind"],
            one["body_id"],
            one["to_body_id"],
            _moment(one["at"]),
            number > until["answer"],
        )
        for number, one in sorted(states["cases.answer"].items())
        if number <= until["answer"] or one["kind"] in PASSED
    ]
    words = [
        WordRow(one["case_id"], one["verdict"], one["satisfied"], _moment(one["at"]))
        for number, one in sorted(states["cases.confirmation"].items())
        if number <= until["confirmation"]
    ]
    return facts(cases, answers, words, span, known)


def _schemes(span: Span, states: States) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    last = (span.ends - timedelta(days=1)).isoformat()
    rows = sorted(
        states["evaluation.definition"].items(), key=lambda row: (row[1]["starts"], row[0])
    )
    for _number, one in rows:
        if one["starts"] <= last:
            found.setdefault(one["scheme"], {})[one["code"]] = one["formula"]
    return found


def _points(until: Mapping[str, int], states: States) -> dict[tuple[str, str], list[Point]]:
    found: dict[tuple[str, str], list[Point]] = {}
    codes = {number: one["code"] for number, one in states["evaluation.series"].items()}
    for number, one in sorted(states["evaluation.value"].items()):
        if number <= until["value"]:
            point = Point(
                one["unit_id"],
                date.fromisoformat(one["on"]),
                float(one["value"]),
                one["asked"] or 0,
                float(one["error"] or 0),
            )
            found.setdefault(("series", codes[one["series_id"]]), []).append(point)
    return found


def _surveys(pack: packs.Pack, span: Span, states: States) -> dict[tuple[str, str], list[Point]]:
    """What surveys closed by then said; that their estimates follow is checked where they are kept."""
    _begins, ends = span.moments()
    zone = ZoneInfo(span.zone)
    places = {one["code"]: number for number, one in states["places.unit"].items()}
    closed = []
    for number, result in states["consultations.surveyresult"].items():
        moment = _moment(states["consultations.survey"][result["survey_id"]]["closed_at"])
        if moment < ends:
            closed.append((moment, number, result["estimates"]))
    results = [
        (moment.astimezone(zone).date(), said)
        for moment, _number, said in sorted(closed, key=lambda one: one[:2])
    ]
    questions = {one["question"] for one in pack.sources.values() if one["measure"] == "survey"}
    return {
        ("survey", one): measures.survey_points(one, results, places, UNIT) for one in questions
    }


def _places(units: list[int], states: States) -> dict[int, int]:
    """Any place → the compared one it is or lies in."""
    wanted, found = set(units), {}
    for number in states["places.unit"]:
        here: int | None = number
        while here is not None and here not in wanted:
            here = states["places.unit"][here]["parent_id"]
        if here is not None:
            found[number] = here
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def register() -> None:
    recalculates("editions", TYPES, _editions, lambda states: len(states["evaluation.edition"]))
