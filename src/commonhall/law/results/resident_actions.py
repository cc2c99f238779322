"""Where no office can confirm a result, the residents do, so that a hall nobody was ever elected in is not stuck."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.core import clock
from commonhall.core.refusals import Refused
from commonhall.law import queries
from commonhall.law.recalls.models import Signature
from commonhall.law.results import taking_effect
from commonhall.law.results.confirming import can_be_confirmed, check_not_appealed, needed
from commonhall.law.results.models import PeoplesResult
from commonhall.people.accounts.models import Account
from commonhall.people.actors import in_term, system
from commonhall.people.bodies import caretaking
from commonhall.people.bodies.models import OfficeTerm

State = PeoplesResult.State


def _waits_for_residents(result: PeoplesResult) -> None:
    check_not_appealed(result)
    if result.state != State.ENTERED:
        raise Refused(
            "state", "wrong-state", _("This result has already been confirmed or rejected.")
        )
    if can_be_confirmed(result, clock.today()):
        raise Refused(
            "state", "others-confirm", _("An office can confirm this result, so residents cannot.")
        )
    if needed(result.body, clock.today()) is None:
        raise Refused(
            "rights",
            "no-threshold",
            _("No provision in force says how many signatures are needed."),
        )


def _may_attest(actor: Actor, result: PeoplesResult) -> None:
    _waits_for_residents(result)
    day = clock.today()
    if not queries.residents(result.body.unit, day).filter(person_id=actor.person_id).exists():
        raise Refused(
            "standing",
            "lives-elsewhere",
            _("Only residents of the place where the body holds power can do this."),
        )
    if result.signatures.filter(person_id=actor.person_id).exists():
        raise Refused("state", "signed", _("You have already signed this."))
    if actor.person == result.entered_person_id or _acts_there(actor, result):
        raise Refused(
            "state",
            "same-person",
            _("The person who entered a result cannot confirm it. Another person must."),
        )
    mine = Account.objects.filter(pk=actor.account_id).values_list("email", flat=True).first()
    if mine and result.elected.filter(email__iexact=mine).exists():
        raise Refused(
            "interests", "own-matter", _("People who were elected cannot confirm the result.")
        )


def _acts_there(actor: Actor, result: PeoplesResult) -> bool:
    """Does somebody hold, or did they last hold, an office in the body that entered it?"""
    day = clock.today()
    mine = {"person_id": actor.person_id, "office__body": result.entered_by_id}
    held = OfficeTerm.objects.filter(in_term(day), **mine)
    return held.exists() or caretaking.followed_by_nobody(day).filter(**mine).exists()


@action(
    "law.attest_result",
    by=Kind.PERSON,
    right="attest-results",
    verified=True,
    title=_("Confirm it as a resident"),
    done=_("Election result confirmed by a resident"),
    allows=_may_attest,
    notifies=False,
)
def attest_result(ctx: Context, result: PeoplesResult) -> PeoplesResult:
    """You have compared it with the evidence. Nobody sees your name; once enough residents confirm it, it takes effect."""
    ctx.save(Signature(result=result, person_id=ctx.actor.person, on=ctx.today))
    enough = needed(result.body, ctx.today)
    if enough is not None and result.signatures.count() >= enough:
        ctx.perform_as(system(), confirm_by_residents, result=result)
    return result


def _is_attested(_actor: Actor, result: PeoplesResult) -> None:
    _waits_for_residents(result)
    enough = needed(result.body, clock.today())
    if enough is None or result.signatures.count() < enough:
        raise Refused("state", "too-few", _("Not enough residents have confirmed it yet."))


@action(
    "law.confirm_by_residents",
    by=Kind.SYSTEM,
    power="watch-deadlines",
    title=_("Put a result confirmed by residents into effect"),
    done=_("Election result confirmed by residents"),
    place=lambda result: result.body.unit_id,
    allows=_is_attested,
)
def confirm_by_residents(ctx: Context, result: PeoplesResult) -> PeoplesResult:
    """As many residents as the charter says compared it with the evidence, because no office could."""
    result.starts = max(result.starts, ctx.today)
    if result.ends < result.starts:
        raise Refused("state", "over", _("This term is already over. Enter a new result."))
    ctx.note(signatures=result.signatures.count())
    result.state, result.decided_on = State.CONFIRMED, ctx.today
    taking_effect.take_effect(ctx, result)
    return ctx.save(result)
