"""What may be done with frameworks: propose them and their end. Both take effect once a second body has agreed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.models import in_language
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation import search
from commonhall.evaluation.frameworks import lines, packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.proposals import proposing
from commonhall.evaluation.proposals.models import DefinitionProposal
from commonhall.evaluation.proposals.proposing import Line, is_confirmed, not_measured
from commonhall.evaluation.series.models import Series
from commonhall.places.models import Unit
from commonhall.places.queries import units


@action(
    "evaluation.propose_framework",
    by=Kind.OFFICE,
    power=proposing.SET,
    undo=put_back,
    title=_("Set a framework"),
    done=_("Framework proposed"),
    allows=not_measured,
)
def propose_framework(
    ctx: Context,
    unit: Annotated[Unit, Pick(_("Where"), rows=units, key="code", place=True)],
    starts: Annotated[date, Day(_("First counted from"))],
    ready: Annotated[
        str, Choice(_("A pack that comes with the software"), choices=packs.PACKS.choices())
    ] = "",
    pack: Annotated[
        str,
        Words(
            _("Or your own pack"),
            _("TOML. You can copy one from a framework's page and change it."),
            most=packs.LONGEST,
            long=True,
        ),
    ] = "",
) -> DefinitionProposal:
    """Say what is measured and how it is put together. It takes effect once an official of another body agrees, where
    the law names one; until then what stands goes on. Editions of the last year are then calculated again."""
    if bool(ready) == bool(pack):
        raise BadInput("pack", _("Choose a pack, or enter one."))
    field = "ready" if ready else "pack"
    pack = pack or packs.written(ready)
    read = _checked(ctx.today, pack, starts, field)
    known: Framework | None = Framework.objects.filter(code=read.code).first()
    return proposing.propose(
        ctx,
        set_framework,
        about=about(read.code),
        names=dict(read.names),
        given={"pack": pack, "unit": unit.pk, "starts": starts.isoformat()},
        stood=_standing(known),
        field="pack",
    )


def about(code: str) -> str:
    """What a proposal for a framework is about: of each, one waits."""
    return f"framework:{code}"


def _standing(known: Framework | None) -> dict[str, Any]:
    """What stands today; empty where nothing does, or it has ended."""
    if known is None or known.ended_on is not None:
        return {}
    return {"pack": known.pack, "unit": known.unit_id, "starts": known.starts.isoformat()}


def _checked(today: date, pack: str, starts: date, field: str = "pack") -> packs.Pack:
    """The pack, read. Raises `BadInput` where it is none, or asks for what is not here; field: where that is told."""
    try:
        read = packs.read(pack)
        packs.check_weights(read)
    except packs.PackError as error:
        raise BadInput("pack", str(error)) from error
    missing = ", ".join(_missing(read, today))
    if missing:
        raise BadInput(
            field, _("It needs something that is not set up here: %(what)s.") % {"what": missing}
        )
    fine = lines.too_fine(read)
    if fine:
        raise BadInput(
            "pack",
            _("Enter the minimum standard of %(what)s with up to two decimals.")
            % {"what": fine[0]},
        )
    if starts < today - timedelta(days=3 * 366):
        raise BadInput("starts", _("Choose a start no more than three years ago."))
    return read


@action(
    "evaluation.set_framework",
    by=Kind.OFFICE,
    power=proposing.SET,
    undo=put_back,
    no_door="follows from the proposal, once a second body has agreed",
    title=_("Put a framework in force"),
    done=_("Framework set"),
    place=lambda proposal: proposal.given.get("unit"),
    allows=is_confirmed,
)
def set_framework(ctx: Context, proposal: DefinitionProposal) -> Framework:
    """It is measured as was proposed and agreed to. Editions of the last year are calculated again."""
    given = proposal.given
    pack, starts = given["pack"], date.fromisoformat(given["starts"])
    read = _checked(ctx.today, pack, starts)
    known: Framework | None = Framework.objects.filter(code=read.code).first()
    framework = known or Framework(code=read.code)
    framework.names, framework.texts = dict(read.names), dict(read.texts)
    framework.pack, framework.every, framework.of = pack, read.every, read.of
    framework.unit = Unit.objects.get(pk=given["unit"])
    framework.starts, framework.ended_on = starts, None
    framework.revision = (known.revision if known else 0) + 1
    ctx.save(framework)
    search.index_framework(framework)
    lines.keep(ctx, framework)
    ctx.subject = framework.ref
    ctx.note(framework=framework.code, revision=framework.revision)
    return framework


def _missing(pack: packs.Pack, day: date) -> list[str]:
    """All that a pack asks for and nobody has set up, each once."""
    settings = [*pack.sources.values(), *([pack.economy] if pack.economy else [])]
    series = set(Series.objects.values_list("code", flat=True))
    rates = {
        f"{scheme}.{code}" for scheme, code in Definition.objects.values_list("scheme", "code")
    }
    found = []
    for one in settings:
        if one["measure"] == "series" and one["code"] not in series:
            found.append(str(one["code"]))
        if one["measure"] == "rate" and f"{one['scheme']}.{one['rate']}" not in rates:
            found.append(f"{one['scheme']}.{one['rate']}")
    found += [
        line.body or str(_("a body that sets minimum standards"))
        for line in lines.of(pack)
        if lines.body_of(line, day) is None
    ]
    return list(dict.fromkeys(found))


# --- its end --------------------------------------------------------------------------------------
def _not_ended(actor: Actor, framework: Framework) -> None:
    not_measured(actor, framework)
    if framework.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))


@action(
    "evaluation.propose_framework_end",
    by=Kind.OFFICE,
    power=proposing.SET,
    undo=put_back,
    title=_("End a framework"),
    done=_("End of a framework proposed"),
    place=lambda framework: framework.unit_id,
    allows=_not_ended,
)
def propose_framework_end(
    ctx: Context,
    framework: Framework,
    reason: Annotated[str, Words(_("Why"), most=2000, long=True, empty=_("Enter the reasons."))],
) -> DefinitionProposal:
    """It ends once an official of another body agrees, where the law names one: no edition after the span that runs
    then; that one, and all before it, still appear."""
    return proposing.propose(
        ctx,
        end_framework,
        about=about(framework.code),
        names=framework.names,
        given={"framework": framework.pk, "reason": reason},
        stood={"revision": framework.revision},
        field="reason",
    )


@action(
    "evaluation.end_framework",
    by=Kind.OFFICE,
    power=proposing.SET,
    undo=put_back,
    no_door="follows from the proposal, once a second body has agreed",
    title=_("Let a framework end"),
    done=_("Framework ended"),
    allows=is_confirmed,
)
def end_framework(ctx: Context, proposal: DefinitionProposal) -> Framework:
    """No edition after the span that runs today; that one, and all before it, still appear."""
    framework: Framework = Framework.objects.get(pk=proposal.given["framework"]).as_read()
    if framework.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has already ended."))
    framework.ended_on = ctx.today
    ctx.save(framework)
    lines.keep(ctx, framework)
    ctx.subject = framework.ref
    return framework


# --- as people read it ----------------------------------------------------------------------------
def _set_lines(proposal: DefinitionProposal) -> list[Line]:
    given, stood = proposal.given, proposal.stood
    read = packs.read(given["pack"])
    before = packs.read(stood["pack"]) if stood else None
    places = Unit.objects.in_bulk({given["unit"], stood.get("unit", given["unit"])})
    return [
        proposing.beside(
            _("Name"),
            in_language(dict(read.names)),
            in_language(dict(before.names)) if before else "",
        ),
        proposing.beside(
            _("Where"), places[given["unit"]].name, places[stood["unit"]].name if stood else ""
        ),
        proposing.beside(_("First counted from"), _day(given), _day(stood)),
        proposing.beside(_("The whole framework as a file"), given["pack"], stood.get("pack", "")),
    ]


def _day(values: dict[str, Any]) -> str:
    return date_format(date.fromisoformat(values["starts"])) if values else ""


def _end_lines(proposal: DefinitionProposal) -> list[Line]:
    framework = Framework.objects.get(pk=proposal.given["framework"])
    return [
        Line(_("Ends"), framework.name),
        Line(_("Why"), proposal.given["reason"]),
    ]


proposing.shows(set_framework, _set_lines)
proposing.shows(end_framework, _end_lines)
