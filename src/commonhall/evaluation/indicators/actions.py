"""What may be done with indicators."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.stages import ActionRequest
from commonhall.cases.cases.models import Case
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.delivery.plan.models import Item
from commonhall.evaluation.indicators.formulas import FormulaError, check
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.indicators.rates import in_force


def not_measured(request: ActionRequest) -> None:
    """M14: definitions are changed by a body that is not evaluated."""
    body = request.actor.body_id
    if Case.objects.filter(body=body).exists() or Item.objects.filter(body=body).exists():
        raise Refused(
            "state", "measured", _("Whoever is measured does not set how: your body answers cases or "
                                   "carries out the plan.")
        )  # fmt: skip


@action(
    "evaluation.set_definition",
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
