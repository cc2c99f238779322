"""What may be done with what is measured: define rates, keep series, set frameworks.

Whoever is measured does not set the measure: a body that answers cases or carries out the plan is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Names, Pick, Slug, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation import search
from commonhall.evaluation.proposals.proposing import not_measured
from commonhall.evaluation.series.inputs import Values
from commonhall.evaluation.series.models import Series, Value, standing_values
from commonhall.evaluation.series.reading import MOST_VALUES, Given
from commonhall.evaluation.series.striking import strike
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies

LARGEST = Decimal(10) ** 12


@action(
    "evaluation.set_series",
    by=Kind.OFFICE,
    power="set-evaluation",
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set up a series"),
    done=_("Series set up"),
    allows=not_measured,
)
def set_series(
    ctx: Context,
    code: Annotated[str, Slug(_("Short code"), empty=_("Enter a short code."))],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the series."))],
    body: Annotated[Body, Pick(_("Reported by"), rows=active_bodies, key="code")],
    texts: Annotated[dict[str, str] | None, Names(_("Text"), most=8000, long=True)] = None,
    measured_in: Annotated[
        dict[str, str] | None, Names(_("Unit"), _("For example: % of homes"), most=60)
    ] = None,
    up: Annotated[
        bool,
        Either(_("What is better"), yes=_("more is better"), no=_("less is better"), needed=True),
    ] = True,
    citation: Annotated[str, Words(_("Taken from"), most=300)] = "",
) -> Series:
    """Something to be measured again and again, and who reports it."""
    known: Series | None = Series.objects.filter(code=code).first()
    series = known or Series(code=code)
    series.names, series.texts, series.measured_in = names, texts or {}, measured_in or {}
    series.up, series.body, series.citation = up, body, citation
    series.ended_on = None
    ctx.save(series)
    search.index_series(series)
    ctx.subject = series.ref
    ctx.note(series=series.code, body=body.code)
    return series


def _reporter(actor: Actor, series: Series) -> None:
    if series.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))
    if series.body_id != actor.body:
        raise Refused("state", "other-body", _("Another body reports this series."))


@action(
    "evaluation.report_values",
    by=Kind.OFFICE,
    power="report-values",
    undo=strike,
    title=_("Report values"),
    done=_("Values reported"),
    allows=_reporter,
)
def report_values(
    ctx: Context,
    series: Series,
    values: Annotated[
        Sequence[Given],
        Values(
            _("Values"),
            _(
                "One per line: place, day, value, how many were asked (if anybody was) and the standard error (if known). For example: north,2026-05-03,12.5,250,0.8"
            ),
            empty=_("Enter at least one value."),
        ),
    ],
) -> int:
    """Report what was measured; the same place and day again corrects it, and both stay on the record."""
    if not values:
        raise BadInput("values", _("Enter at least one value."))
    if len(values) > MOST_VALUES:
        raise BadInput("values", _("That is too much at once. Enter up to 50,000 values."))
    known = standing(standing_values().filter(series=series, on__in={one.on for one in values}))
    fresh: dict[tuple[int, date], Value] = {}
    seen: set[tuple[int, date]] = set()
    for one in values:
        if one.on > ctx.today:
            raise BadInput(
                "on", _("Enter today or an earlier day. Nothing can be measured in the future.")
            )
        if not one.value.is_finite() or abs(one.value) >= LARGEST:
            raise BadInput("value", _("Enter a number."))
        key, value = (one.unit.pk, one.on), round(one.value, 6)
        if key in seen:
            raise BadInput(
                "values", _("One place and day is listed twice. Remove one of the lines.")
            )
        seen.add(key)
        row = known.get(key)
        error = None if one.error is None else round(one.error, 6)
        if row is None or (row.value, row.asked, row.error) != (value, one.asked, error):
            fresh[key] = Value(
                series=series,
                unit=one.unit,
                on=one.on,
                value=value,
                asked=one.asked,
                error=error,
                reported_in=ctx.entry_id,
            )
    ctx.save_all(list(fresh.values()))
    ctx.note(values=len(fresh), corrected=len(fresh.keys() & known.keys()))
    return len(fresh)


def standing(rows: QuerySet[Value]) -> dict[tuple[int, date], Value]:
    """The value that stands for each place and day: the newest row."""
    return {(row.unit_id, row.on): row for row in rows.order_by("pk")}


def _not_ended(actor: Actor, series: Series) -> None:
    not_measured(actor, series)
    if series.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))


@action(
    "evaluation.end_series",
    by=Kind.OFFICE,
    power="set-evaluation",
    any_body=exemptions.MEASURED,
    undo=put_back,
    title=_("End a series"),
    done=_("Series ended"),
    allows=_not_ended,
)
def end_series(ctx: Context, series: Series) -> Series:
    """It is measured no longer. What was measured stays."""
    series.ended_on = ctx.today
    return ctx.save(series)
