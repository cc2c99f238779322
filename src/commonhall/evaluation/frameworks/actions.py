"""What may be done with frameworks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, Day, Pick, Words
from commonhall.actions.undoing import put_back
from commonhall.core.refusals import BadInput, Refused
from commonhall.evaluation import search
from commonhall.evaluation.frameworks import packs
from commonhall.evaluation.frameworks.models import Framework
from commonhall.evaluation.indicators.actions import not_measured
from commonhall.evaluation.indicators.models import Definition
from commonhall.evaluation.series.models import Series
from commonhall.places.models import Unit
from commonhall.places.queries import units


@action(
    "evaluation.set_framework",
    by=Kind.OFFICE,
    power="set-evaluation",
    undo=put_back,
    title=_("Set a framework"),
    done=_("Framework set"),
    allows=not_measured,
)
def set_framework(
    ctx: Context,
    unit: Annotated[Unit, Pick(_("Where"), rows=units, key="code", place=True)],
    starts: Annotated[date, Day(_("First counted from"))],
    ready: Annotated[
        str, Choice(_("A pack that comes with the house"), choices=packs.PACKS.choices())
    ] = "",
    pack: Annotated[
        str,
        Words(
            _("Or a pack of your own"),
            _("TOML. Take one from a framework's page and change it."),
            most=packs.LONGEST,
            long=True,
        ),
    ] = "",
) -> Framework:
    """Say what is measured and how it is put together. Editions of the last year are calculated again."""
    if bool(ready) == bool(pack):
        raise BadInput("pack", _("Choose a pack, or write one."))
    pack = pack or packs.written(ready)
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
    framework = known or Framework(code=read.code)
    framework.names, framework.texts = dict(read.names), dict(read.texts)
    framework.pack, framework.every, framework.of = pack, read.every, read.of
    framework.unit, framework.starts, framework.ended_on = unit, starts, None
    framework.revision = (known.revision if known else 0) + 1
    ctx.save(framework)
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


def _not_ended(actor: Actor, framework: Framework) -> None:
    not_measured(actor, framework)
    if framework.ended_on is not None:
        raise Refused("state", "wrong-state", _("This has ended already."))


@action(
    "evaluation.end_framework",
    by=Kind.OFFICE,
    power="set-evaluation",
    undo=put_back,
    title=_("End a framework"),
    done=_("Framework ended"),
    place=lambda framework: framework.unit_id,
    allows=_not_ended,
)
def end_framework(
    ctx: Context,
    framework: Framework,
    reason: Annotated[str, Words(_("Why"), most=2000, long=True, empty=_("Say why."))],
) -> Framework:
    """No edition after the span that runs today; that one, and all before it, still appear."""
    framework.ended_on = ctx.today
    return ctx.save(framework)
