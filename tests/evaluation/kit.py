"""A small hall with somebody who measures, and what is measured."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from commonhall.actions.actors import Actor
from commonhall.cases.cases import actions as case_actions
from commonhall.cases.cases.models import Case
from commonhall.core import clock, refs
from commonhall.evaluation.frameworks import actions as framework_actions
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators import actions as indicator_actions
from commonhall.evaluation.proposals.actions import confirm_definition_proposal
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.series import actions as series_actions
from commonhall.evaluation.series import reading
from commonhall.evaluation.series.models import Series
from commonhall.people import actors
from commonhall.people.bodies.models import Office, OfficeTerm
from tests.kit import Hall, as_whole, found_hall, person
from tests.words import texts

RATES: list[tuple[str, dict[str, Any]]] = [
    ("response", {"of": "called-back", "counts": {"answered-on-time": "1"}}),
    ("resolution", {"of": "called-back", "counts": {"solved": "1"}}),
    ("satisfaction", {"of": "rated", "counts": {"satisfied": "1", "mostly-satisfied": "0.9"}}),
    ("combined", {"mean": {"response": "0.1", "resolution": "0.5", "satisfaction": "0.4"}}),
]
SERIES = ("air", "green", "poverty", "income")


def reviewer(hall: Hall) -> Actor:
    """Whoever holds the reviewer's office; somebody is appointed if nobody does."""
    from commonhall.people.bodies import actions as people

    office = Office.objects.select_related("body").get(code="reviewer")
    term = OfficeTerm.objects.filter(office=office).select_related("person").first()
    if term is not None:
        return actors.as_office(term.person, office)
    judge, day = person("judge"), clock.today()
    people.appoint.perform(
        hall.clerk, office=office, person=judge, starts=day, ends=day + timedelta(days=900)
    )
    return actors.as_office(judge, office)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def last_month() -> date:
    first = clock.today().replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def old_hall() -> Hall:
    """A hall that was founded long enough ago to have been measured."""
    with clock.replay(noon(last_month() - timedelta(days=500))):
        made = found_hall()
        reviewer(made)
    return made


def agree(hall: Hall, proposal: DefinitionProposal) -> DefinitionProposal:
    """The council, which is not measured, agrees to what the reviewer proposes."""
    seats = OfficeTerm.objects.filter(office__body__code="council").count()
    return confirm_definition_proposal.perform(
        as_whole(hall) if seats > 1 else hall.chair,
        definition_proposal=proposal,
        seen="Old and new.",
    ).result


def define(hall: Hall, starts: date | None = None) -> None:
    for code, formula in RATES:
        proposal = indicator_actions.propose_definition.perform(
            reviewer(hall),
            scheme="beijing-12345",
            code=code,
            names=texts(code),
            formula=formula,
            starts=starts or last_month() - timedelta(days=400),
            citation="Regulation of Beijing on handling complaints, 2021",
        ).result
        agree(hall, proposal)


def series(hall: Hall, code: str, body: str = "parks", **given: Any) -> Series:
    proposal = series_actions.propose_series.perform(
        reviewer(hall),
        code=code,
        names=texts(code),
        body=hall.body(body),
        measured_in=texts("%"),
        **given,
    ).result
    agree(hall, proposal)
    return Series.objects.get(code=code)


def report(hall: Hall, one: Series, day: date, **by_unit: str) -> int:
    values = [
        reading.Given(hall.unit(unit), day, Decimal(value)) for unit, value in by_unit.items()
    ]
    return series_actions.report_values.perform(hall.parks, series=one, values=values).result


def measured(hall: Hall) -> None:
    """Definitions, four series, and a value of each for both districts, on the first of last month."""
    define(hall)
    day = last_month()
    for code, north, south in zip(
        SERIES, ("10", "90", "12", "20000"), ("20", "40", "25", "30000"), strict=True
    ):
        report(hall, series(hall, code), day, north=north, south=south)


def framework(hall: Hall, code: str, starts: date | None = None, every: str = "") -> Framework:
    """One of the packs that come with the house, where few cases are enough; `every`: another rhythm than its own."""
    pack = packs.ready()[code].replace("[hall]\n", "[hall]\nleast = 1\n", 1)
    if every:
        pack = pack.replace('every = "quarter"', f'every = "{every}"')
    return set_framework(hall, pack, starts or last_month())


def set_framework(hall: Hall, pack: str, starts: date) -> Framework:
    """A pack, proposed by the reviewer and agreed to."""
    proposal = framework_actions.propose_framework.perform(
        reviewer(hall), pack=pack, unit=hall.unit("root"), starts=starts
    ).result
    return Framework.objects.get(pk=refs.split(agree(hall, proposal).result)[1])


def finished(
    hall: Hall, day: date, *, solved: bool = True, satisfied: str = "", unit: str = "north"
) -> Case:
    """A case raised, answered, done and judged, all about that day."""
    with clock.replay(noon(day)):
        case = hall.raise_case(unit=hall.unit(unit))
        case_actions.answer_case.perform(hall.parks, case=case, text="We look.")
        case_actions.mark_done.perform(hall.parks, case=case, text="Done.")
        if solved:
            case_actions.confirm_case.perform(hall.resident, case=case, satisfied=satisfied)
        else:
            case_actions.refuse_result.perform(
                hall.resident, case=case, text="Still dark.", satisfied=satisfied
            )
    return case
