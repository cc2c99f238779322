"""Rates, definitions, series, frameworks and editions for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from commonhall.acts import api, clock
from commonhall.acts.refusals import BadInput
from commonhall.evaluate import acts, edition_acts, queries, rates, rollup, tallies
from commonhall.evaluate.formulas import Rate
from commonhall.evaluate.models import Definition, Edition, Framework, Series, Value
from commonhall.people.models import Body
from commonhall.people.tokens import Key
from commonhall.places.models import Unit

router = Router(tags=["evaluation"])


class RateOut(Schema):
    """Per cent with its 95 % interval and how many were asked; null where it was not measured."""

    value: float | None
    low: float | None
    high: float | None
    asked: int


class RatesOut(Schema):
    """The rates of one place or body. done: cases reported done; asked: of these, called back."""

    of: str
    done: int
    asked: int
    rates: dict[str, RateOut]


class DefinitionOut(Schema):
    """How a rate is counted from a day on."""

    id: int
    ref: str
    scheme: str
    rate: str
    names: dict[str, str]
    formula: dict[str, Any]
    starts: date
    citation: str
    source: str


class DefinitionPage(Schema):
    items: list[DefinitionOut]
    older: str
    newer: str


class SeriesOut(Schema):
    """Something measured again and again."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    measured_in: dict[str, str]
    more_is_better: bool
    body: str
    citation: str


class SeriesPage(Schema):
    items: list[SeriesOut]
    older: str
    newer: str


class ValueOut(Schema):
    """One value; a newer one for the same place and day corrects it."""

    id: int
    place: str
    on: date
    value: str
    asked: int | None


class ValuePage(Schema):
    items: list[ValueOut]
    older: str
    newer: str


class FrameworkOut(Schema):
    """What is measured; `pack` is the whole of it, as TOML."""

    id: int
    ref: str
    url: str
    code: str
    name: str
    names: dict[str, str]
    every: str
    of: str
    place: str
    starts: date
    revision: int
    pack: str


class FrameworkPage(Schema):
    items: list[FrameworkOut]
    older: str
    newer: str


class EditionOut(Schema):
    """What a framework gave for one span."""

    id: int
    ref: str
    url: str
    framework: str
    revision: int
    starts: date
    ends: date
    published_at: str


class EditionWhole(EditionOut):
    """With all it rests on: `inputs`, residents' `weights`, the `seed`, and the `outcome`."""

    seed: int
    inputs: dict[str, Any]
    weights: dict[str, Any]
    outcome: dict[str, Any]


class EditionPage(Schema):
    items: list[EditionOut]
    older: str
    newer: str


class Paged(Schema):
    cursor: api.Cursor = ""
    size: api.Size = 20


class EditionsWanted(Paged):
    framework: Annotated[str, Field(max_length=40)] = ""


class RatesWanted(Schema):
    month: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    of: Literal["places", "bodies"] = "places"
    scheme: Annotated[str, Field(max_length=40)] = rates.SCHEME


class ValueIn(Schema):
    place: api.Code
    on: date
    value: Annotated[Decimal, Field(gt=-(10**12), lt=10**12, decimal_places=6)]
    asked: Annotated[int, Field(ge=1, le=10**9)] | None = None


class ValuesIn(Schema):
    values: Annotated[list[ValueIn], Field(min_length=1, max_length=1000)]


class WeightsIn(Schema):
    """Points by part of the framework; in steps of five, together 100."""

    points: Annotated[dict[api.Code, Annotated[int, Field(ge=0, le=100)]], Field(max_length=100)]


class MarksIn(Schema):
    """Marks 0 to 4 by indicator."""

    marks: Annotated[
        dict[api.Code, Annotated[int, Field(ge=0, le=4)]], Field(min_length=1, max_length=100)
    ]


class ReplyIn(Schema):
    text: Annotated[api.Text, Field(min_length=1, max_length=4000)]
    about: Annotated[api.Text, Field(max_length=80)] = ""


def _rate(rate: Rate) -> dict[str, Any]:
    return {"value": rate.value, "low": rate.low, "high": rate.high, "asked": rate.asked}


@router.get("/rates", response={200: list[RatesOut], **api.READ}, operation_id="read_rates")
def read_rates(request: HttpRequest, wanted: Annotated[RatesWanted, Query()]) -> Any:
    """The rates of one month by the definitions in force then, place by place or body by body."""
    month = date(int(wanted.month[:4]), int(wanted.month[5:]), 1)
    definitions = rates.in_force(wanted.scheme, month)
    measures = rollup.measures_of(definitions.values())
    by: rollup.By = "body" if wanted.of == "bodies" else "unit"
    found = rollup.read([month], by, None, measures) if month <= clock.today() else {}
    grouped = {number: sums for (_month, number), sums in found.items()}
    model: Any = Body if wanted.of == "bodies" else Unit
    codes = dict(model.objects.filter(pk__in=grouped).order_by("code").values_list("pk", "code"))
    made = []
    for number, code in codes.items():
        asked, done = tallies.asked_of(grouped[number], tallies.CALL_BACKS)
        counted = tallies.rates_of(definitions, grouped[number])
        made.append({
            "of": code, "done": done, "asked": asked,
            "rates": {key: _rate(rate) for key, rate in counted.items()},
        })  # fmt: skip
    return made


def _definition(row: Definition) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "scheme": row.scheme, "rate": row.code, "names": row.names,
        "formula": row.formula, "starts": row.starts, "citation": row.citation,
        "source": row.source,
    }  # fmt: skip


@router.get(
    "/definitions", response={200: DefinitionPage, **api.READ}, operation_id="list_definitions"
)
def list_definitions(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Definitions of rates, newest first."""
    return api.listed(Definition.objects.all(), _definition, wanted.cursor, wanted.size)


def _series(request: HttpRequest, row: Series) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code, "name": row.name, "names": row.names, "measured_in": row.measured_in,
        "more_is_better": row.up, "body": row.body.code, "citation": row.citation,
    }  # fmt: skip


@router.get("/series", response={200: SeriesPage, **api.READ}, operation_id="list_series")
def list_series(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """What is measured again and again, newest first."""
    rows = Series.objects.filter(ended_on=None).select_related("body")
    return api.listed(rows, lambda row: _series(request, row), wanted.cursor, wanted.size)


def _value(row: Value) -> dict[str, Any]:
    return {
        "id": row.pk, "place": row.unit.code, "on": row.on, "value": f"{row.shown:f}",
        "asked": row.asked,
    }  # fmt: skip


@router.get(
    "/series/{code}/values", response={200: ValuePage, **api.READ}, operation_id="list_values"
)
def list_values(request: HttpRequest, code: api.Code, wanted: Annotated[Paged, Query()]) -> Any:
    """Values of a series, the newest report first; the newest for a place and day stands."""
    series = get_object_or_404(Series, code=code)
    rows = series.values.select_related("unit")
    return api.listed(rows, _value, wanted.cursor, wanted.size)


@router.post(
    "/series/{code}/values",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="report_values",
)
def report_values(
    request: HttpRequest, code: api.Code, given: ValuesIn, once: api.IdempotencyKey
) -> Any:
    """Report what was measured, for the body that reports the series."""
    series = get_object_or_404(Series, code=code)
    units = {one.code: one for one in Unit.objects.filter(code__in={v.place for v in given.values})}
    values = []
    for one in given.values:
        if one.place not in units:
            raise BadInput("values", f"there is no place {one.place!r}")
        values.append(acts.Given(units[one.place], one.on, one.value, one.asked))
    return api.created(
        request, acts.report_values, request.auth, once,  # type: ignore[attr-defined]
        series=series, values=values,
    )  # fmt: skip


def _framework(request: HttpRequest, row: Framework) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "code": row.code, "name": row.name, "names": row.names, "every": row.every, "of": row.of,
        "place": row.unit.code, "starts": row.starts, "revision": row.revision, "pack": row.pack,
    }  # fmt: skip


@router.get(
    "/frameworks", response={200: FrameworkPage, **api.READ}, operation_id="list_frameworks"
)
def list_frameworks(request: HttpRequest, wanted: Annotated[Paged, Query()]) -> Any:
    """Frameworks in force, newest first."""
    rows = Framework.objects.filter(ended_on=None).select_related("unit")
    return api.listed(rows, lambda row: _framework(request, row), wanted.cursor, wanted.size)


@router.post(
    "/frameworks/{code}/weights",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="weigh_framework",
)
def weigh(request: HttpRequest, code: api.Code, given: WeightsIn, once: api.IdempotencyKey) -> Any:
    """Say how you would share 100 points among its parts."""
    framework = get_object_or_404(Framework.objects.exclude(of="respondents"), code=code)
    return api.perform(
        request, edition_acts.weigh, request.auth, once,  # type: ignore[attr-defined]
        framework=framework, points=given.points,
    )  # fmt: skip


@router.post(
    "/frameworks/{code}/marks",
    response={200: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="mark_framework",
)
def marks(request: HttpRequest, code: api.Code, given: MarksIn, once: api.IdempotencyKey) -> Any:
    """Give your marks in a self-assessment; they are shown only as a mean of many."""
    framework = get_object_or_404(Framework, code=code)
    return api.perform(
        request, edition_acts.mark_as_resident, request.auth, once,  # type: ignore[attr-defined]
        framework=framework, marks=given.marks,
    )  # fmt: skip


def _edition(request: HttpRequest, row: Edition) -> dict[str, Any]:
    return {
        "id": row.pk, "ref": row.ref, "url": request.build_absolute_uri(row.get_absolute_url()),
        "framework": row.framework.code, "revision": row.revision, "starts": row.starts,
        "ends": row.ends, "published_at": row.published_at.isoformat(),
    }  # fmt: skip


@router.get("/editions", response={200: EditionPage, **api.READ}, operation_id="list_editions")
def list_editions(request: HttpRequest, wanted: Annotated[EditionsWanted, Query()]) -> Any:
    """Editions that stand, newest first; of each span the newest revision."""
    rows = queries.editions()
    if wanted.framework:
        rows = rows.filter(framework__code=wanted.framework)
    return api.listed(rows, lambda row: _edition(request, row), wanted.cursor, wanted.size)


@router.get(
    "/editions/{number}", response={200: EditionWhole, **api.READ}, operation_id="read_edition"
)
def read_edition(request: HttpRequest, number: api.Id) -> Any:
    """One edition with all it rests on, so that anybody can count it again."""
    row = get_object_or_404(Edition.objects.select_related("framework"), pk=number)
    return _edition(request, row) | {
        "seed": row.seed, "inputs": row.inputs, "weights": row.weights, "outcome": row.outcome,
    }  # fmt: skip


@router.post(
    "/editions/{number}/replies",
    response={201: api.Done, **api.WRITE},
    auth=Key(),
    operation_id="reply_to_edition",
)
def reply(request: HttpRequest, number: api.Id, given: ReplyIn, once: api.IdempotencyKey) -> Any:
    """Say what will be done about it, for a body or an organisation."""
    edition = get_object_or_404(Edition, pk=number)
    return api.created(
        request, edition_acts.reply, request.auth, once,  # type: ignore[attr-defined]
        edition=edition, text=given.text, about=given.about,
    )  # fmt: skip
