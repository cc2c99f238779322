"""What may be done with indicators: propose how a rate is counted. It takes effect once a second body has agreed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions, owed
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Day, JsonObject, Names, Slug, WebAddress, Words
from commonhall.actions.undoing import put_back
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput
from commonhall.evaluation.indicators import presentation
from commonhall.evaluation.indicators.formulas import FormulaError, check
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.indicators.rates import in_force
from commonhall.evaluation.proposals import proposing
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.proposals.proposing import Line, is_confirmed, not_measured


@action(
    "evaluation.propose_definition",
    by=Kind.OFFICE,
    power=proposing.SET,
    nobody_concerned=exemptions.EVERYBODY,
    undo=put_back,
    title=_("Define a rate"),
    done=_("Definition of a rate proposed"),
    allows=not_measured,
)
def propose_definition(
    ctx: Context,
    scheme: Annotated[
        str, Slug(_("Scheme"), empty=_("Enter short codes for the scheme and the rate."))
    ],
    code: Annotated[
        str, Slug(_("Short code"), empty=_("Enter short codes for the scheme and the rate."))
    ],
    names: Annotated[dict[str, str], Names(_("Name"), empty=_("Enter a name for the rate."))],
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
) -> DefinitionProposal:
    """Say how a rate is counted from a day on. It takes effect once an official of another body agrees, where the law
    names one. What was counted before stays as it was defined then."""
    known = in_force(scheme, starts).get(code)
    given = {
        "scheme": scheme,
        "code": code,
        "names": names,
        "formula": _checked(ctx.today, scheme, code, formula, starts),
        "starts": starts.isoformat(),
        "citation": citation,
        "source": source,
    }
    return proposing.propose(
        ctx,
        set_definition,
        about=f"rate:{scheme}.{code}",
        names=names,
        given=given,
        stood=_standing(known) if known is not None else {},
        field="code",
    )


def _standing(known: Definition) -> dict[str, Any]:
    return {
        "names": known.names,
        "formula": known.formula,
        "starts": known.starts.isoformat(),
        "citation": known.citation,
        "source": known.source,
    }


def _checked(today: date, scheme: str, code: str, formula: Any, starts: date) -> dict[str, Any]:
    """The formula as it is kept. Raises `BadInput` where it cannot be counted, or not from that day."""
    others = in_force(scheme, starts)
    try:
        checked = check(formula, set(others) - {code})
    except FormulaError as error:
        raise BadInput("formula", str(error)) from error
    if "mean" in checked and any("mean" in others[one].formula for one in checked["mean"]):
        raise BadInput(
            "formula", _("A mean can only be taken of counted rates, not of other means.")
        )
    if Definition.objects.filter(scheme=scheme, code=code, starts=starts).exists():
        raise BadInput(
            "starts", _("This rate already has a definition from that day on. Choose another day.")
        )
    if starts < today.replace(day=1) and _counted_before(scheme, code, starts):
        raise BadInput(
            "starts",
            _(
                "Published results are based on the definition in force at the time. Choose a later day."
            ),
        )
    return checked


def _counted_before(scheme: str, code: str, starts: date) -> bool:
    """Was this rate defined before, so that dating it back would rewrite what was published?"""
    return Definition.objects.filter(scheme=scheme, code=code, starts__lt=starts).exists()


@action(
    "evaluation.set_definition",
    by=Kind.OFFICE,
    power=proposing.SET,
    remedy=owed.CORRECTED,
    no_door="follows from the proposal, once a second body has agreed",
    title=_("Put a definition in force"),
    done=_("Rate defined"),
    allows=is_confirmed,
)
def set_definition(ctx: Context, proposal: DefinitionProposal) -> Definition:
    """A rate is counted as was proposed and agreed to, from its day on."""
    given = proposal.given
    starts = date.fromisoformat(given["starts"])
    checked = _checked(ctx.today, given["scheme"], given["code"], given["formula"], starts)
    made = ctx.save(
        Definition(
            scheme=given["scheme"],
            code=given["code"],
            names=given["names"],
            formula=checked,
            starts=starts,
            citation=given["citation"],
            source=given["source"],
        )
    )
    ctx.subject = made.ref
    ctx.note(scheme=made.scheme, rate=made.code, starts=starts.isoformat())
    return made


def _lines(proposal: DefinitionProposal) -> list[Line]:
    """What would be counted, beside how it is counted now."""
    given, stood = proposal.given, proposal.stood
    return [
        Line(_("Rate"), f"{presentation.scheme_name(given['scheme'])} · {given['code']}"),
        proposing.beside(
            _("Name"), in_language(given["names"]), in_language(stood.get("names", {}))
        ),
        proposing.beside(
            _("How it is counted"),
            presentation.formula_words(given["formula"]),
            presentation.formula_words(stood["formula"]) if stood else "",
        ),
        proposing.beside(_("In force from"), _day(given), _day(stood)),
        proposing.beside(_("Taken from"), given["citation"], stood.get("citation", "")),
        proposing.beside(_("Official text"), given["source"], stood.get("source", "")),
    ]


def _day(values: dict[str, Any]) -> str:
    return date_format(date.fromisoformat(values["starts"])) if values else ""


proposing.shows(set_definition, _lines)
