"""Saying that a case concerns one, too, and taking that back."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.cases.cases import rules
from commonhall.cases.cases.models import WAITING, Case
from commonhall.cases.me_too.models import MeToo
from commonhall.core.refusals import Refused
from commonhall.people.residents.models import Verification
from commonhall.places.models import Unit


def own(actor: Actor, case: Case) -> MeToo | None:
    """What the actor said here and did not take back."""
    if actor.kind is not Kind.PERSON or actor.person is None:
        return None
    return MeToo.objects.filter(case=case, person=actor.person, taken_back_on=None).first()


def _may_say(actor: Actor, case: Case) -> None:
    if case.is_private:
        raise Refused("state", "confidential", _("This case is confidential."))
    if rules.raised_by(actor, case):
        raise Refused("state", "own-case", _("You raised this case yourself."))
    rules.in_state(case, WAITING)
    if own(actor, case) is not None:
        raise Refused("state", "said-before", _("You have already said that this concerns you."))


@action(
    "cases.say_me_too",
    by=Kind.PERSON,
    right="raise-cases",
    verified=True,
    title=_("This concerns me too"),
    done=_("Somebody else said that the case concerns them, too"),
    told=lambda _made: gettext("Thank you. You are counted, and hear what comes of it."),
    allows=_may_say,
    limit="cases.raise_case",
    notifies=False,
)
def say_me_too(ctx: Context, case: Case) -> MeToo:
    """Be counted with this case, once, and hear what comes of it. You are asked nothing; to be answered yourself, raise
    your own."""
    made = ctx.save(
        MeToo(
            case=case,
            person_id=ctx.actor.person,
            lives=MeToo.Lives.HERE if _lives_at(ctx, case.unit) else MeToo.Lives.ELSEWHERE,
            at=ctx.occurred_at,
        )
    )
    ctx.note(lives=made.lives)
    ctx.follow(case, ctx.actor.account)
    _count(ctx, case)
    return made


def _lives_at(ctx: Context, unit: Unit) -> bool:
    """Is somebody confirmed to live in a place?"""
    rows = Verification.objects.filter(
        person=ctx.actor.person, starts__lte=ctx.today, ends__gte=ctx.today
    )
    return rows.filter(unit__path__startswith=unit.path).exists()


def _count(ctx: Context, case: Case) -> None:
    """Write how many there are beside the case, so that no list has to count them."""
    rows = MeToo.objects.filter(case=case, taken_back_on=None)
    case.too_here = rows.filter(lives=MeToo.Lives.HERE).count()
    case.too_elsewhere = rows.filter(lives=MeToo.Lives.ELSEWHERE).count()
    ctx.save(case)


def _said(actor: Actor, case: Case) -> None:
    if own(actor, case) is None:
        raise Refused("state", "wrong-state", _("You have not said that this concerns you."))


@action(
    "cases.take_back_me_too",
    by=Kind.PERSON,
    right="raise-cases",
    title=_("It does not concern me"),
    done=_("Somebody took back that the case concerns them"),
    told=lambda _made: gettext("You are no longer counted with this case."),
    allows=_said,
    limit="cases.raise_case",
    notifies=False,
)
def take_back_me_too(ctx: Context, case: Case) -> MeToo:
    """Be counted with this case no longer. You can say it again while the body has not done it."""
    found = own(ctx.actor, case)
    assert found is not None  # the guard has seen to it
    found.taken_back_on = ctx.today
    ctx.save(found)
    _count(ctx, case)
    return found
