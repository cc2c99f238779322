"""What may be done with series: propose them and their end, which both take effect once a second body has agreed; report
values.

What a series is may rank a place or end an alarm: so a body that answers cases or carries out the plan is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Either, Names, Pick, Slug, Words
from commonhall.actions.undoing import put_back
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation import search
from commonhall.evaluation.proposals import proposing
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.proposals.proposing import Line, is_confirmed, not_measured
from commonhall.evaluation.series.inputs import Values
from commonhall.evaluation.series.models import Series, Value, standing_values
from commonhall.evaluation.series.reading import MOST_VALUES, Given
from commonhall.evaluation.series.striking import strike
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies

LARGEST = Decimal(10) ** 12


@action(
    "evaluation.propose_series",
    by=Kind.OFFICE,
    power=proposing.SET,
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Set up a series"),
    done=_("Series proposed"),
    allows=not_measured,
)
def propose_series(
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
) -> DefinitionProposal:
    """Say what is to be measured again and again, and who reports it. It takes effect once an official of another body
    agrees, where the law names one; until then what stands goes on."""
    known: Series | None = Series.objects.filter(code=code).first()
    return proposing.propose(
        ctx,
        set_series,
        about=about(code),
        names=names,
        given={
            "code": code,
            "names": names,
            "body": body.pk,
            "texts": texts or {},
            "measured_in": measured_in or {},
            "up": up,
            "citation": citation,
        },
        stood=_standing(known),
        field="code",
    )


def about(code: str) -> str:
    """What a proposal for a series is about: of each, one waits."""
    return f"series:{code}"


def _standing(known: Series | None) -> dict[str, Any]:
    """What stands today; empty where nothing does, or it has ended."""
    if known is None or known.ended_on is not None:
        return {}
    same = {name: getattr(known, name) for name in ("names", "texts", "measured_in", "up")}
    return {**same, "code": known.code, "body": known.body_id, "citation": known.citation}


@action(
    "evaluation.set_series",
    by=Kind.OFFICE,
    power=proposing.SET,
    undo=put_back,
    no_door="follows from the proposal, once a second body has agreed",
    title=_("Put a series in force"),
    done=_("Series set up"),
    allows=is_confirmed,
)
def set_series(ctx: Context, proposal: DefinitionProposal) -> Series:
    """It is measured as was proposed and agreed to. What was measured before stays."""
    given = proposal.given
    body = active_bodies().filter(pk=given["body"]).first()
    if body is None:
        raise BadInput("body", _("The body that would report it has ended."))
    known: Series | None = Series.objects.filter(code=given["code"]).first()
    series = known or Series(code=given["code"])
    for name in ("names", "texts", "measured_in", "up", "citation"):
        setattr(series, name, given[name])
    series.body, series.ended_on = body, None
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
    "evaluation.propose_series_end",
    by=Kind.OFFICE,
    power=proposing.SET,
    any_body=exemptions.MEASURED,
    undo=put_back,
    title=_("End a series"),
    done=_("End of a series proposed"),
    allows=_not_ended,
)
def propose_series_end(
    ctx: Context,
    series: Series,
    reason: Annotated[str, Words(_("Why"), most=2000, long=True, empty=_("Enter the reasons."))],
) -> DefinitionProposal:
    """It is measured no longer once an official of another body agrees, where the law names one. What was measured stays."""
    return proposing.propose(
        ctx,
        end_series,
        about=about(series.code),
        names=series.names,
        given={"series": series.pk, "reason": reason},
        stood=_standing(series),
        field="reason",
    )


@action(
    "evaluation.end_series",
    by=Kind.OFFICE,
    power=proposing.SET,
    undo=put_back,
    no_door="follows from the proposal, once a second body has agreed",
    title=_("Let a series end"),
    done=_("Series ended"),
    allows=is_confirmed,
)
def end_series(ctx: Context, proposal: DefinitionProposal) -> Series:
    """It is measured no longer. What was measured stays."""
    series: Series = Series.objects.get(pk=proposal.given["series"]).as_read()
    if series.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))
    series.ended_on = ctx.today
    ctx.subject = series.ref
    return ctx.save(series)


# --- as people read it ----------------------------------------------------------------------------
def _set_lines(proposal: DefinitionProposal) -> list[Line]:
    """What would be measured, beside what is measured now."""
    given, stood = proposal.given, proposal.stood
    bodies = Body.objects.in_bulk({given["body"], stood.get("body", given["body"])})

    def words(name: str) -> tuple[str, str]:
        return in_language(given[name]), in_language(stood.get(name, {}))

    return [
        Line(_("Short code"), given["code"]),
        proposing.beside(_("Name"), *words("names")),
        proposing.beside(
            _("Reported by"),
            bodies[given["body"]].name,
            bodies[stood["body"]].name if stood else "",
        ),
        proposing.beside(_("Unit"), *words("measured_in")),
        proposing.beside(
            _("What is better"), _side(given["up"]), _side(stood["up"]) if stood else ""
        ),
        proposing.beside(_("Text"), *words("texts")),
        proposing.beside(_("Taken from"), given["citation"], stood.get("citation", "")),
    ]


def _side(up: bool) -> str:
    return str(_("more is better") if up else _("less is better"))


def _end_lines(proposal: DefinitionProposal) -> list[Line]:
    series = Series.objects.get(pk=proposal.given["series"])
    return [Line(_("Ends"), series.name), Line(_("Why"), proposal.given["reason"])]


proposing.shows(set_series, _set_lines)
proposing.shows(end_series, _end_lines)
