"""What becomes of law and mandates when a review undoes what was done; what rests on a rule."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from commonhall.actions.context import Context
from commonhall.actions.undoing import follows, rests, set_aside, stays
from commonhall.law import queries
from commonhall.law.challenges.models import Challenge
from commonhall.law.hall_settings.models import HallPage, HallSettings
from commonhall.law.instruments.models import Instrument, Provision
from commonhall.law.mandates.models import Mandate
from commonhall.law.promises.models import Promise
from commonhall.law.results.models import Elected, PeoplesResult
from commonhall.law.reviews.models import Reconsidered
from commonhall.law.waiting_rules.models import WaitingRule
from commonhall.ui import hall


@set_aside(Mandate)
def never_given(ctx: Context, mandate: Mandate) -> bool:
    """From today the body holds no power by it."""
    if mandate.recalled_on is not None and mandate.recalled_on <= ctx.today:
        return False
    mandate.recalled_on = ctx.today
    return True


@set_aside(HallSettings)
def nothing_settled(ctx: Context, settings: HallSettings) -> bool:
    """As before anything was settled: what is empty is left to the environment."""
    made = HallSettings()
    names = [field.attname for field in HallSettings._meta.concrete_fields]
    wrong = [one for one in names if getattr(settings, one) != getattr(made, one)]
    wrong = [one for one in wrong if one not in ("id", "version")]
    for name in wrong:
        setattr(settings, name, getattr(made, name))
    seen_again(ctx, settings)
    return bool(wrong)


@follows(HallSettings)
def seen_again(_ctx: Context, _settings: HallSettings) -> None:
    transaction.on_commit(hall.forget)


@set_aside(HallPage)
def not_written(ctx: Context, page: HallPage) -> bool:
    if not page.texts:
        return False
    page.texts = {}
    return True


@set_aside(WaitingRule)
def waits_no_more(ctx: Context, waiting: WaitingRule) -> bool:
    """The rule itself was set aside: nothing is left that the reviewer could allow."""
    if not waiting.waits:
        return False
    waiting.state, waiting.decided_on = WaitingRule.State.OVERTAKEN, ctx.today
    return True


@set_aside(PeoplesResult)
def not_elected(ctx: Context, result: PeoplesResult) -> bool:
    """It counts as rejected: nobody confirms it any more."""
    if result.state == PeoplesResult.State.REJECTED:
        return False
    result.state, result.decided_on = PeoplesResult.State.REJECTED, ctx.today
    return True


# What a body said of its rules stays readable; what it did to them is undone.
stays(Reconsidered)
# A promise counts for ever, whatever becomes of the answer that it was made in.
stays(Promise)
# Who was named in a result stays readable; the result itself is set aside.
stays(Elected)


@rests(Instrument)
def on_an_instrument(instrument: Any) -> list[str]:
    return _grants(list(instrument.provisions.values_list("pk", flat=True)))


@rests(Provision)
def on_a_provision(provision: Any) -> list[str]:
    return _grants([provision.pk])


def _grants(provisions: list[int]) -> list[str]:
    """Every power, right, prohibition, day, threshold and mandate that rests on provisions."""
    found = queries.grants_of(provisions)
    challenges = Challenge.objects.filter(Q(provision__in=provisions), decided_at=None)
    return [one.ref for rows in (*found.values(), challenges.order_by("pk")) for one in rows]
