"""After the scoring: leave an offer out with reasons, announce the result, or end the call; and what waits then."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Words
from commonhall.actions.subscriptions import part_of
from commonhall.actions.undoing import put_back, put_back_anew
from commonhall.core.refusals import Refused
from commonhall.delivery.calls import queries, ranking, rules
from commonhall.delivery.calls.models import Call, Offer
from commonhall.delivery.calls.scoring_actions import is_apart
from commonhall.delivery.contracts.models import Contract
from commonhall.law import queries as law_queries
from commonhall.people.organisations.models import Organisation

State = Call.State
STANDSTILL = "award-standstill"
NOT_SPENT = "it spends nothing: the award itself waits for the asking"


def _parties(call: Call) -> list[str]:
    rows = call.offer_rows.exclude(offerer=None).values_list("offerer", flat=True)
    return [call.ref, *(Organisation.ref_of(one) for one in rows)]


def _may_exclude(actor: Actor, offer: Offer) -> None:
    rules.own_while(State.OPENED)(actor, offer.call)
    if offer.state != Offer.State.OPENED:
        raise Refused("state", "wrong-state", _("This offer takes no part any more."))


@action(
    "delivery.exclude_offer",
    by=Kind.OFFICE,
    power="award-contracts",
    undo=put_back_anew,
    title=_("Exclude the offer"),
    done=_("Offer excluded, with reasons"),
    place=rules.unit_of,
    concerns=lambda offer: [offer.ref, *_parties(offer.call)],
    allows=_may_exclude,
    unasked=NOT_SPENT,
    second_factor=True,
)
def exclude_offer(
    ctx: Context,
    offer: Offer,
    reasons: Annotated[
        str,
        Words(
            _("Why it is excluded"),
            _("This is public, and the organisation can appeal."),
            most=4000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> Offer:
    """It takes no part in the ranking, for instance because it does not offer what was asked for."""
    offer.state, offer.excluded_for = Offer.State.EXCLUDED, reasons
    return ctx.save(offer)


# --- the result -----------------------------------------------------------------------------------
def _may_announce(actor: Actor, call: Call) -> None:
    rules.own_while(State.OPENED)(actor, call)
    rows = queries.to_score(call)
    if not rows:
        raise Refused(
            "state",
            "all-excluded",
            _("No offer takes part. End the call with reasons; then you can call again."),
        )
    if not call.criteria:
        return
    for one in rows:
        if len(queries.counted(one)) < 2:
            raise Refused(
                "state",
                "not-scored",
                _("Two officials must score each offer first. One is missing: %(offer)s.")
                % {"offer": one},
            )
        if is_apart(one) and one.talked_on is None and len(queries.counted(one)) < 3:
            raise Refused(
                "state",
                "far-apart",
                _(
                    "The scores of this offer are far apart: %(offer)s. A third official scores it, or the two record what they found."
                )
                % {"offer": one},
            )


@action(
    "delivery.announce_result",
    by=Kind.OFFICE,
    power="award-contracts",
    undo=put_back_anew,
    title=_("Announce the result"),
    done=_("Result of a call announced"),
    place=rules.unit_of,
    concerns=_parties,
    allows=_may_announce,
    unasked=NOT_SPENT,
    second_factor=True,
)
def announce_result(ctx: Context, call: Call) -> Call:
    """The ranking follows from prices and scores. All scores become public, and nothing is awarded for some days, so
    that everybody who offered can appeal."""
    until = law_queries.due_day(STANDSTILL, ctx.today)
    if until is None:
        raise Refused(
            "state", "no-standstill", _("No provision says how many days an award waits.")
        )
    rows = queries.to_score(call)
    places = ranking.rank(
        [queries.scored(one) for one in rows],
        call.price_weight,
        queries.weights(call),
        call.set_root,
    )
    for offer in rows:
        for score in queries.counted(offer):
            score.told = score.points
            ctx.save(score)
    call.ranking = [one.as_json() for one in places]
    call.standstill_until, call.state = until, State.ANNOUNCED
    ctx.note(winner=Offer.ref_of(places[0].number), standstill_until=until.isoformat())
    return ctx.save(call)


def winner_of(call: Call) -> Offer | None:
    """The offer that stands first, once the result was announced."""
    if not call.ranking:
        return None
    found: Offer | None = (
        call.offer_rows.select_related("offerer").filter(pk=call.ranking[0]["offer"]).first()
    )
    return found


def check_award(call: Call) -> None:
    """Nothing is awarded before the result, during the standstill, or while an appeal waits."""
    if call.state != State.ANNOUNCED or call.standstill_until is None:
        raise Refused("state", "not-announced", _("Announce the result of the call first."))
    appeal = queries.waiting_appeals(call).first()
    if appeal is not None:
        raise Refused(
            "suspension",
            "suspended",
            _("Appeal number %(number)d against this call is waiting. The award waits, too.")
            % {"number": appeal.pk},
        )


def check_standstill(call: Call, today: Any) -> None:
    if call.standstill_until is not None and today <= call.standstill_until:
        raise Refused(
            "state",
            "standstill",
            _("Those who offered can still appeal. Award it after %(day)s.")
            % {"day": formats.date_format(call.standstill_until, "DATE_FORMAT")},
        )


@part_of("delivery.award_contract")
def awarded(ctx: Context, result: Contract, _arguments: dict[str, Any]) -> None:
    """The call behind the contract has led to it."""
    call = Call.objects.filter(contract=result.pk).first()
    if call is not None:
        call.state = State.AWARDED
        ctx.save(call)


# --- no award -------------------------------------------------------------------------------------
@action(
    "delivery.end_call",
    by=Kind.OFFICE,
    power="hold-calls",
    undo=put_back,
    title=_("End the call without an award"),
    done=_("Call ended without an award"),
    place=rules.unit_of,
    concerns=_parties,
    allows=rules.own_while(State.DRAFT, State.OPEN, State.CLOSED, State.OPENED, State.ANNOUNCED),
)
def end_call(
    ctx: Context,
    call: Call,
    reasons: Annotated[
        str,
        Words(
            _("Why it ends"),
            _("This is public, and can be appealed. Sealed offers stay sealed."),
            most=4000,
            long=True,
            empty=_("Enter the reasons."),
        ),
    ],
) -> Call:
    """Nobody offered, no offer takes part, or it is not needed any more. You can call again."""
    call.state, call.why_ended = State.ENDED, reasons
    if call.contract_id is not None:
        contract = Contract.objects.get(pk=call.contract_id)
        if contract.state == Contract.State.TENDER:
            contract.state = Contract.State.CANCELLED
            ctx.save(contract)
    return ctx.save(call)
