"""What may be done with what is measured: define rates, keep series, set frameworks.

Whoever is measured does not set the measure: a body that answers cases or carries out the plan is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonhall.acts.actors import Kind
from commonhall.acts.context import Context
from commonhall.acts.gate import act
from commonhall.acts.models import in_language
from commonhall.acts.refusals import BadInput, Refused
from commonhall.acts.stages import ActRequest
from commonhall.deliver.models import Item
from commonhall.evaluate import packs, search
from commonhall.evaluate.formulas import FormulaError, check
from commonhall.evaluate.models import Definition, Framework, Series, Value
from commonhall.evaluate.rates import in_force
from commonhall.hear.models import Case
from commonhall.people.models import Body
from commonhall.places.models import Unit

LARGEST = Decimal(10) ** 12
MOST_VALUES = 50_000


def not_measured(request: ActRequest) -> None:
    """M14: definitions are changed by a body that is not evaluated."""
    body = request.actor.body_id
    if Case.objects.filter(body=body).exists() or Item.objects.filter(body=body).exists():
        raise Refused(
            "state", "measured", _("Whoever is measured does not set how: your body answers cases or "
                                   "carries out the plan.")
        )  # fmt: skip


@act(
    "evaluate.set_definition",
    by=Kind.OFFICE,
    power="set-evaluation",
    title=_("Define a rate"),
    done=_("Rate defined"),
    guard=not_measured,
)
def set_definition(
    ctx: Context,
    scheme: str,
    code: str,
    names: dict[str, str],
    formula: dict[str, Any],
    starts: date,
    citation: str = "",
    source: str = "",
) -> Definition:
    """Say how a rate is counted from a day on. What was counted before stays as it was defined then."""
    if not scheme.strip() or not code.strip():
        raise BadInput("code", _("Give scheme and rate a short code."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give the rate a name."))
    known = set(in_force(scheme, starts)) - {code}
    try:
        checked = check(formula, known)
    except FormulaError as error:
        raise BadInput("formula", str(error)) from error
    if "mean" in checked:
        nested = [one for one in checked["mean"] if "mean" in in_force(scheme, starts)[one].formula]
        if nested:
            raise BadInput("formula", _("A mean is taken of counted rates, not of means."))
    if Definition.objects.filter(scheme=scheme, code=code, starts=starts).exists():
        raise BadInput("starts", _("This rate has a definition from that day on already."))
    if starts < ctx.today.replace(day=1) and _counted_before(scheme, code, starts):
        raise BadInput(
            "starts",
            _("What was published rests on the definition of its time: choose a later day."),
        )
    made = ctx.save(
        Definition(
            scheme=scheme.strip(), code=code.strip(), names=names, formula=checked, starts=starts,
            citation=citation.strip()[:300], source=source.strip(),
        )
    )  # fmt: skip
    ctx.subject = made.ref
    ctx.note(scheme=made.scheme, rate=made.code, starts=starts.isoformat())
    return made


def _counted_before(scheme: str, code: str, starts: date) -> bool:
    """Was this rate defined before, so that dating it back would rewrite what was published?"""
    return Definition.objects.filter(scheme=scheme, code=code, starts__lt=starts).exists()


@act(
    "evaluate.set_series",
    by=Kind.OFFICE,
    power="set-evaluation",
    title=_("Set up a series"),
    done=_("Series set up"),
    guard=not_measured,
)
def set_series(
    ctx: Context,
    code: str,
    names: dict[str, str],
    body: Body,
    texts: dict[str, str] | None = None,
    measured_in: dict[str, str] | None = None,
    up: bool = True,
    citation: str = "",
) -> Series:
    """Something to be measured again and again, and who reports it."""
    if not code.strip():
        raise BadInput("code", _("Give a short code."))
    if not in_language(names).strip():
        raise BadInput("names", _("Give the series a name."))
    known: Series | None = Series.objects.filter(code=code.strip()).first()
    series = ctx.save(
        known or Series(code=code.strip()),
        names=names, texts=texts or {}, measured_in=measured_in or {}, up=up, body=body,
        citation=citation.strip()[:300], ended_on=None,
    )  # fmt: skip
    search.index_series(series)
    ctx.subject = series.ref
    ctx.note(series=series.code, body=body.code)
    return series


class Given(NamedTuple):
    """One value to be reported: the place, the day, the value, how many were asked (None: no sample)."""

    unit: Unit
    on: date
    value: Decimal
    asked: int | None = None


def _reporter(request: ActRequest) -> None:
    series: Series = request.arguments["series"]
    if series.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has ended already."))
    if series.body_id != request.actor.body_id:
        raise Refused("state", "other-body", _("Another body reports this series."))


@act(
    "evaluate.report_values",
    by=Kind.OFFICE,
    power="report-values",
    title=_("Report values"),
    done=_("Values reported"),
    subject="series",
    guard=_reporter,
)
def report_values(ctx: Context, series: Series, values: Sequence[Given]) -> int:
    """Report what was measured; the same place and day again corrects it, and both stay on the record."""
    if not values:
        raise BadInput("values", _("There is nothing to report."))
    if len(values) > MOST_VALUES:
        raise BadInput("values", _("That is too much at once: at most 50,000 values."))
    known = standing(series.values.filter(on__in={one.on for one in values}))
    fresh: dict[tuple[int, date], Value] = {}
    seen: set[tuple[int, date]] = set()
    for one in values:
        if one.on > ctx.today:
            raise BadInput("on", _("Nothing can be measured on a day that is still to come."))
        if not one.value.is_finite() or abs(one.value) >= LARGEST:
            raise BadInput("value", _("Give a number."))
        key, value = (one.unit.pk, one.on), round(one.value, 6)
        if key in seen:
            raise BadInput("values", _("A place and day stand there twice."))
        seen.add(key)
        row = known.get(key)
        if row is None or (row.value, row.asked) != (value, one.asked):
            fresh[key] = Value(
                series=series, unit=one.unit, on=one.on, value=value, asked=one.asked
            )
    ctx.save_all(list(fresh.values()))
    ctx.note(values=len(fresh), corrected=len(fresh.keys() & known.keys()))
    return len(fresh)


def standing(rows: QuerySet[Value]) -> dict[tuple[int, date], Value]:
    """The value that stands for each place and day: the newest row."""
    return {(row.unit_id, row.on): row for row in rows.order_by("pk")}


@act(
    "evaluate.end_series",
    by=Kind.OFFICE,
    power="set-evaluation",
    title=_("End a series"),
    done=_("Series ended"),
    subject="series",
    guard=not_measured,
)
def end_series(ctx: Context, series: Series) -> Series:
    """It is measured no longer. What was measured stays."""
    if series.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has ended already."))
    return ctx.save(series, ended_on=ctx.today)


@act(
    "evaluate.set_framework",
    by=Kind.OFFICE,
    power="set-evaluation",
    title=_("Set a framework"),
    done=_("Framework set"),
    place=lambda unit, **_arguments: unit.pk,
    guard=not_measured,
)
def set_framework(ctx: Context, pack: str, unit: Unit, starts: date) -> Framework:
    """What is measured, and how it is put together. The editions of the last year are counted anew."""
    try:
        read = packs.read(pack)
    except packs.PackError as error:
        raise BadInput("pack", str(error)) from error
    missing = _missing(read)
    if missing:
        raise BadInput("pack", _("It needs what is not set up here: %(what)s.") % {"what": missing})
    if starts < ctx.today - timedelta(days=3 * 366):
        raise BadInput("starts", _("Begin at most three years back."))
    known: Framework | None = Framework.objects.filter(code=read.code).first()
    framework = ctx.save(
        known or Framework(code=read.code),
        names=dict(read.names), texts=dict(read.texts), pack=pack, every=read.every, of=read.of,
        unit=unit, starts=starts, revision=(known.revision if known else 0) + 1, ended_on=None,
    )  # fmt: skip
    search.index_framework(framework)
    ctx.subject = framework.ref
    ctx.note(framework=framework.code, revision=framework.revision)
    return framework


def _missing(pack: packs.Pack) -> str:
    """What a pack asks for that nobody has set up; "" if all is there."""
    settings = [*pack.sources.values(), *([pack.economy] if pack.economy else [])]
    series = set(Series.objects.values_list("code", flat=True))
    rates = {
        f"{scheme}.{code}" for scheme, code in Definition.objects.values_list("scheme", "code")
    }
    for one in settings:
        if one["measure"] == "series" and one["code"] not in series:
            return str(one["code"])
        if one["measure"] == "rate" and f"{one['scheme']}.{one['rate']}" not in rates:
            return f"{one['scheme']}.{one['rate']}"
    return ""


@act(
    "evaluate.end_framework",
    by=Kind.OFFICE,
    power="set-evaluation",
    title=_("End a framework"),
    done=_("Framework ended"),
    subject="framework",
    place=lambda framework, **_arguments: framework.unit_id,
    guard=not_measured,
)
def end_framework(ctx: Context, framework: Framework, reason: str) -> Framework:
    """No edition after the span that runs today; that one, and all before it, still appear."""
    if framework.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has ended already."))
    if not reason.strip():
        raise BadInput("reason", _("Say why."))
    return ctx.save(framework, ended_on=ctx.today)
