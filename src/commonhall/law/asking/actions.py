"""What may be done with asking rules: set one, end it, and give leave to decide although few came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from commonhall.actions import registry
from commonhall.actions.actors import Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import (
    Amount,
    Choice,
    ChoiceMany,
    Day,
    Flag,
    Number,
    Pick,
    PickSeveral,
    Ref,
    Words,
)
from commonhall.actions.undoing import put_back
from commonhall.core import refs
from commonhall.core.refusals import BadInput
from commonhall.law.asking import origins, readers
from commonhall.law.asking.models import AskingLeave, AskingRule, IfFew, Way
from commonhall.law.founding.queries import founding_period
from commonhall.law.inputs import ENDS, STARTS, called
from commonhall.law.instruments import grounds
from commonhall.law.instruments.granting_actions import GRANT
from commonhall.law.instruments.models import Provision
from commonhall.law.instruments.own_law import own_provision, unit_of
from commonhall.people.bodies.models import Body
from commonhall.people.bodies.queries import active_bodies
from commonhall.people.organisations.models import Organisation
from commonhall.people.organisations.queries import recognised_organisations
from commonhall.places.models import Unit
from commonhall.places.queries import units

LONGEST_LEAVE = 180


@action(
    "law.set_asking_rule",
    by=Kind.OFFICE,
    undo=put_back,
    power=GRANT,
    title=_("Set who must be asked first"),
    done=_("Asking rule set"),
    allows=own_provision,
    second_factor=True,
)
def set_asking_rule(
    ctx: Context,
    provision: Provision,
    power: Annotated[
        str, Choice(_("Before this is done"), choices_of=lambda _thing: called(registry.powers()))
    ],
    unit: Annotated[
        Unit,
        Pick(
            _("Place"),
            _("Applies to this place and everywhere within it."),
            rows=units,
            key="code",
            place=True,
        ),
    ],
    ways: Annotated[
        Sequence[str], ChoiceMany(_("Which ways of asking count"), choices=Way.choices)
    ],
    residents: Annotated[
        int,
        Number(
            _("Minimum number of residents"),
            _("Confirmed residents who hold no public office."),
            least=0,
            most=10_000_000,
        ),
    ],
    days: Annotated[int, Number(_("Minimum number of days"), least=1, most=3650)],
    valid_days: Annotated[
        int, Number(_("How many days the asking stays valid"), least=1, most=20_000)
    ],
    if_few: Annotated[str, Choice(_("If too few took part"), choices=IfFew.choices)],
    starts: Annotated[date, STARTS],
    per_cent: Annotated[
        int,
        Number(_("Minimum share of confirmed residents, in per cent"), least=0, most=100),
    ] = 0,
    organisations: Annotated[
        int, Number(_("Minimum number of organisations"), least=0, most=100_000)
    ] = 0,
    offices: Annotated[
        int, Number(_("Minimum number of public offices"), least=0, most=100_000)
    ] = 0,
    people: Annotated[
        int, Number(_("Minimum number in total, of all kinds"), least=0, most=10_000_000)
    ] = 0,
    per_place: Annotated[
        int,
        Number(
            _("Minimum number of residents in each part of the place"),
            _(
                "Enter 5 or more. Smaller numbers are not published, so that nobody can be recognised."
            ),
            least=0,
            most=1_000_000,
        ),
    ] = 0,
    must_ask: Annotated[
        Sequence[Organisation],
        PickSeveral(
            _("Organisations that must be asked by name"),
            _(
                "The body that holds the asking names them as concerned, early enough to take part. They are told."
            ),
            rows=recognised_organisations,
        ),
    ] = (),
    named: Annotated[
        int,
        Number(
            _("Minimum number of people and organisations asked by name"),
            _(
                "People whom nothing else would find, such as the neighbours of a building site. The body names them."
            ),
            least=0,
            most=500,
        ),
    ] = 0,
    least_amount: Annotated[
        int | None, Amount(_("Only from this amount"), _("Leave blank for any amount."))
    ] = None,
    matter: Annotated[
        str,
        Words(
            _("Only for one kind of thing"),
            _("The start of its reference, such as delivery.item. Leave blank for all kinds."),
            most=80,
        ),
    ] = "",
    answered: Annotated[bool, Flag(_("The body must first answer what people said"))] = False,
    ends: Annotated[date | None, ENDS] = None,
) -> AskingRule:
    """Before a power is used, so many of those concerned must have been asked, in these ways."""
    if power not in registry.powers():
        raise BadInput("power", _("No action uses this power."))
    grounds.not_stopped(ctx, power)
    if not residents and not people and not organisations and not offices:
        raise BadInput("residents", _("Enter a number above zero for at least one group."))
    if 0 < per_place < 5:
        raise BadInput("per_place", _("Enter 5 or more, or leave it blank."))
    if matter.strip() and matter.strip() not in refs.kinds():
        raise BadInput(
            "matter",
            _("There is no such kind of thing. Enter the start of a reference, up to the colon."),
        )
    if ends is not None and ends < starts:
        raise BadInput("ends", _("Enter a last day after the first day."))
    if starts < ctx.today:
        raise BadInput("starts", _("Enter today or a later day."))
    return ctx.save(
        AskingRule(
            provision=provision,
            power=power,
            matter=matter.strip(),
            unit=unit,
            least_amount=least_amount,
            ways=list(ways),
            residents=residents,
            per_cent=per_cent,
            organisations=organisations,
            offices=offices,
            people=people,
            per_place=per_place,
            named=named,
            must_ask=sorted(one.pk for one in must_ask),
            days=days,
            valid_days=valid_days,
            answered=answered,
            if_few=if_few,
            starts=starts,
            ends=ends,
        )
    )


def _own_rule(actor: object, rule: AskingRule) -> None:
    own_provision(actor, rule.provision)  # type: ignore[arg-type]


@action(
    "law.end_asking_rule",
    by=Kind.OFFICE,
    undo=put_back,
    power=GRANT,
    title=_("End this asking rule"),
    done=_("Asking rule ended"),
    place=lambda rule: unit_of(rule.provision),
    allows=_own_rule,
    second_factor=True,
)
def end_asking_rule(
    ctx: Context, rule: AskingRule, on: Annotated[date, Day(_("Last day in force"))]
) -> AskingRule:
    """From the next day on nobody need be asked by this rule. What the charter demands stays."""
    if on < ctx.today:
        raise BadInput("on", _("Enter today or a later day."))
    rule.ends = on
    return ctx.save(rule)


@action(
    "law.allow_although_few",
    by=Kind.OFFICE,
    power="review-decisions",
    title=_("Allow a decision although few took part"),
    done=_("Permission given to decide although few took part"),
    concerns=lambda rule: [rule.ref],
    second_factor=True,
)
def allow_although_few(
    ctx: Context,
    rule: AskingRule,
    matter: Annotated[
        str, Ref(_("Which matter"), empty=_("Enter the matter on the record that this is about."))
    ],
    body: Annotated[
        Body, Pick(_("Which body may decide"), rows=active_bodies, key="code", concerned=True)
    ],
    text: Annotated[str, Words(_("Why"), most=4000, long=True, empty=_("Enter the reasons."))],
    ends: Annotated[date, Day(_("Until"))],
) -> AskingLeave:
    """Although those concerned were asked and too few came, a body may decide in this one matter until a day. The reasons are
    public."""
    if refs.thing(matter) is None:
        raise BadInput("matter", _("There is nothing on the record with this reference. Check it."))
    asked = [one for one in readers.about(origins.behind(matter)) if one.published_at]
    # A hall that has only begun could not ask anybody yet.
    period = founding_period()
    if not (period and period.runs) and not any(one.way in rule.ways for one in asked):
        raise BadInput(
            "matter",
            _(
                "Nobody has been asked about this yet. Permission is only for matters where too few took part."
            ),
        )
    if body.pk == ctx.actor.body:
        raise BadInput("body", _("A body cannot give itself permission."))
    if not ctx.today <= ends <= ctx.today + timedelta(days=LONGEST_LEAVE):
        words = _("Enter a day from today to %(days)d days from now.")
        raise BadInput("ends", words % {"days": LONGEST_LEAVE})
    return ctx.save(
        AskingLeave(rule=rule, matter=matter, body=body, text=text, ends=ends, at=ctx.occurred_at)
    )
