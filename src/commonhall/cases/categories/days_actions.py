"""The law's days for an answer of one category: lamps in five days, roads in thirty."""

from __future__ import annotations

from typing import Annotated

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import exemptions
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Flag, Number
from commonhall.actions.undoing import put_back
from commonhall.cases.categories.models import Category
from commonhall.core.refusals import BadInput, Refused
from commonhall.law.instruments.actions import ADOPT, adopt_instrument
from commonhall.law.instruments.models import Deadline, Instrument, Provision, Rank
from commonhall.law.limits.actions import LONGEST, set_deadline
from commonhall.law.queries import in_force
from commonhall.people.bodies.models import Body
from commonhall.ui import languages

ANSWER = "answer-cases"


def _in_use(_actor: Actor, category: Category) -> None:
    if category.ended_on is not None:
        raise Refused("state", "wrong-state", _("This category has already ended."))


@action(
    "cases.set_answer_days",
    by=Kind.OFFICE,
    power=ADOPT,
    any_body=exemptions.CATEGORIES,
    undo=put_back,
    title=_("Set the days for an answer"),
    done=_("Days for an answer of a category set"),
    allows=_in_use,
    second_factor=True,
    unasked="it binds the office alone, within what a provision sets",
)
def set_answer_days(
    ctx: Context,
    category: Category,
    days: Annotated[int, Number(_("Number of days"), least=1, most=LONGEST)],
    working: Annotated[
        bool, Flag(_("Count working days only"), _("Leaves out days of rest and holidays."))
    ] = False,
) -> Deadline:
    """From today on these days take the place of those for all others. They stand in a rule of the body that sets them."""
    present = Deadline.objects.filter(
        in_force(ctx.today, "provision__instrument__"),
        duty=ANSWER,
        matter=category.code,
        provision__instrument__adopted_by_id=ctx.actor.body,
    )
    last = present.order_by("pk").last()
    if last is not None and last.ends is None and (last.days, last.working) == (days, working):
        raise BadInput("days", _("These days are already set."))
    provision = last.provision if last is not None else _rule(ctx)
    made = ctx.perform(
        set_deadline,
        provision,
        duty=ANSWER,
        days=days,
        starts=ctx.today,
        working=working,
        matter=category.code,
    )
    ctx.note(category=category.code, days=days)
    return made


def _rule(ctx: Context) -> Provision:
    """The paragraph in which this body sets such days; adopted with the first of them."""
    body = Body.objects.select_related("unit").get(pk=ctx.actor.body)
    code = f"answer-days-{body.code}"[:60]
    known = Instrument.objects.filter(code__startswith=code, adopted_by=body)
    instrument = known.filter(in_force(ctx.today)).first()
    if instrument is None:
        # A rule ends by itself after the days that the charter sets; the next one has a name of its own.
        number = known.count() + 1
        code = code if number == 1 else f"{code[:56]}-{number}"
        titles, texts = {}, {}
        for language in languages.codes():
            with translation.override(language):
                titles[language] = gettext("Days for an answer, by category")
                texts[language] = gettext(
                    "Cases of a category are answered within the days that are set for it here."
                )
        instrument = ctx.perform(
            adopt_instrument,
            unit=body.unit,
            code=code,
            rank=Rank.LOCAL_RULE,
            titles=titles,
            provisions=[("Paragraph 1", texts)],
            starts=ctx.today,
        )
    found: Provision = Provision.objects.filter(instrument=instrument).earliest("pk")
    return found
