"""What may be done with indicators."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, JsonObject, Names, Slug, WebAddress, Words
from commonhall.cases.cases.models import Case
from commonhall.core.models import Governed
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.indicators.formulas import FormulaError, check
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.indicators.rates import in_force


def not_measured(actor: Actor, _thing: Governed | None) -> None:
    """M14: definitions are changed by a body that is not evaluated."""
    body = actor.body_id
    if Case.objects.filter(body=body).exists() or Item.objects.filter(body=body).exists():
        raise Refused(
            "state",
            "measured",
            _(
                "Whoever is measured does not set how: your body answers cases or "
                "carries out the plan."
            ),
        )


@action(
    "evaluation.set_definition",
    by=Kind.OFFICE,
    power="set-evaluation",
    nobody_concerned=exemptions.EVERYBODY,
    remedy=owed.CORRECTED,
    title=_("Define a rate"),
    done=_("Rate defined"),
    allows=not_measured,
)
def set_definition(
    ctx: Context,
    scheme: Annotated[str, Slug(_("Scheme"), empty=_("Give scheme and rate a short code."))],
    code: Annotated[str, Slug(_("Short code"), empty=_("Give scheme and rate a short code."))],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Give the rate a name."))],
    formula: Annotated[
        dict[str, Any],
        JsonObject(
            _("How it is counted"),
            _('For example {"of": "called-back", "counts": {"solved": "1"}}'),
            most=2000,
        ),
    ],
    starts: Annotated[date, Day(_("In force from"))],
    citation: Annotated[str, Words(_("Taken from"), most=300)] = "",
    source: Annotated[str, WebAddress(_("Official text"))] = "",
) -> Definition:
    """Say how a rate is counted from a day on. What was counted before stays as it was defined then."""
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
            scheme=scheme,
            code=code,
            names=names,
            formula=checked,
            starts=starts,
            citation=citation,
            source=source,
        )
    )
    ctx.subject = made.ref
    ctx.note(scheme=made.scheme, rate=made.code, starts=starts.isoformat())
    return made


def _counted_before(scheme: str, code: str, starts: date) -> bool:
    """Was this rate defined before, so that dating it back would rewrite what was published?"""
    return Definition.objects.filter(scheme=scheme, code=code, starts__lt=starts).exists()
