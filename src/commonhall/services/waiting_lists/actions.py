"""What those who wait do: join, say what applies to them, add proofs, answer an offer, say that they still want it, leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.actions.declaration import action
from commonhall.actions.inputs import Choice, ChoiceMany, Either, Words
from commonhall.core import clock
from commonhall.core.refusals import BadInput, Refused
from commonhall.decisions.lotteries import orders
from commonhall.law.residence import require_lives_in
from commonhall.methods import allocation
from commonhall.services.applications.actions import (
    APPLICANTS,
    CHANNELS,
    FILE,
    MOST_DOCUMENTS,
    plain_name,
)
from commonhall.services.applications.erasing import forget_file
from commonhall.services.applications.models import Application
from commonhall.services.waiting_lists import queries, rules
from commonhall.services.waiting_lists.models import (
    HERE,
    EntryProof,
    PlaceOffer,
    WaitingEntry,
    WaitingList,
    WaitingRule,
)

State, Offered = WaitingEntry.State, PlaceOffer.State


def criteria_of(thing: Any) -> list[tuple[str, str]]:
    """The criteria that hold for a list, or for an entry's list, with their points."""
    rule = rules.rule_of(getattr(thing, "waiting_list", thing))
    return [(code, f"{words} ({rule.worth[code]})") for code, words in rule.words.items()]


CLAIMS = ChoiceMany(
    _("What applies to you"),
    _("Each gives points once two officers have seen the proof. You add proofs afterwards."),
    choices_of=criteria_of,
    asked_of=lambda thing: bool(criteria_of(thing)),
)
TEXT = Words(
    _("What else the office should know"),
    _("Only the body that keeps the list reads this. Leave blank if there is nothing to add."),
    most=2000,
    long=True,
)


# --- joining --------------------------------------------------------------------------------------
def takes_people(_actor: Actor, waiting_list: WaitingList) -> None:
    """The list is open today."""
    if not waiting_list.takes(clock.today()):
        raise Refused("state", "closed", _("Nobody can join this list today. See its days."))


def _may_join(actor: Actor, waiting_list: WaitingList) -> None:
    takes_people(actor, waiting_list)
    if waiting_list.residents:
        require_lives_in(actor, waiting_list.unit)
    if (before := queries.here(actor, waiting_list)) is not None:
        raise Refused(
            "state",
            "on-the-list",
            _("You are on this list already, with number %(number)s.") % {"number": before.number},
        )


def enter(
    ctx: Context, waiting_list: WaitingList, claims: Iterable[str], text: str, **more: Any
) -> WaitingEntry:
    """Put somebody on a list: their number and their place at once."""
    rule = rules.rule_of(waiting_list)
    entry = WaitingEntry(
        pk=WaitingEntry.free_number(),
        waiting_list=waiting_list,
        claims=_claimed([], rule, claims),
        text=text,
        asked_at=ctx.occurred_at,
        kept_on=ctx.today,
        **more,
    )
    rules.counted(entry, rule)
    order = rules.order(waiting_list, rule)
    if order is not None and rule.rule != WaitingRule.Rule.LOTTERY:
        me = allocation.Waiting(entry.pk, entry.asked_at, entry.points)
        entry.first_ahead = allocation.ahead(allocation.ordered(rule.rule, [*order, me]), me.number)
    ctx.save(entry)
    if (lottery := orders.of(waiting_list)) is not None:
        orders.enter(lottery, str(entry.pk), ctx.occurred_at)
    ctx.subject = entry.ref
    ctx.note(waiting_list=waiting_list.pk)
    return entry


def _claimed(
    before: Iterable[dict[str, Any]], rule: WaitingRule, codes: Iterable[str]
) -> list[dict[str, Any]]:
    """Claims that were looked at stay; of the others those that are made now. Raises `BadInput`."""
    wanted = list(dict.fromkeys(codes))
    if unknown := [one for one in wanted if one not in rule.worth]:
        raise BadInput(
            "claims",
            _("There is no criterion %(code)s. Check the code.") % {"code": unknown[0][:40]},
        )
    kept = [one for one in before if one["code"] in wanted or one.get("holds") is not None]
    known = {one["code"] for one in kept}
    return [*kept, *({"code": code} for code in wanted if code not in known)]


@action(
    "services.join_waiting_list",
    by=APPLICANTS,
    right=rules.JOINS,
    verified=True,
    title=_("Join the list"),
    done=_("Waiting list joined"),
    limit="services.apply",
    told=rules.told,
    allows=_may_join,
    notifies=False,
)
def join_waiting_list(
    ctx: Context,
    waiting_list: WaitingList,
    claims: Annotated[list[str] | None, CLAIMS] = None,
    text: Annotated[str, TEXT] = "",
) -> WaitingEntry:
    """Wait for a place. You get a number at once, and see where you stand and why."""
    entry = enter(
        ctx,
        waiting_list,
        claims or (),
        text,
        channel=CHANNELS.get(ctx.door, Application.Channel.WEB),
        person_id=ctx.actor.person if ctx.actor.kind is Kind.PERSON else None,
        organisation_id=ctx.actor.organisation,
    )
    ctx.follow(entry, ctx.actor.account)
    ctx.follow(waiting_list, ctx.actor.account)
    return entry


# --- what applies to them, and proofs -------------------------------------------------------------
def _may_claim(actor: Actor, entry: WaitingEntry) -> None:
    rules.own_while(*HERE)(actor, entry)
    if rules.rule_of(entry.waiting_list).rule != WaitingRule.Rule.NEED:
        raise Refused("state", "no-points", _("This list gives no points."))


@action(
    "services.claim_points",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("Say what applies to you"),
    done=_("What applies to somebody on a waiting list was said"),
    allows=_may_claim,
    notifies=False,
)
def claim_points(
    ctx: Context,
    waiting_entry: WaitingEntry,
    claims: Annotated[
        list[str] | None,
        ChoiceMany(
            CLAIMS.label,
            CLAIMS.help,
            choices_of=criteria_of,
            present=lambda entry: [one["code"] for one in entry.claims or ()],
        ),
    ] = None,
    text: Annotated[
        str,
        Words(TEXT.label, TEXT.help, most=2000, long=True, present=lambda entry: entry.text),
    ] = "",
) -> WaitingEntry:
    """Something has changed, or the list asks for something new. What the office has decided stays as it is."""
    rule = rules.rule_of(waiting_entry.waiting_list)
    waiting_entry.claims = _claimed(waiting_entry.claims or (), rule, claims or ())
    waiting_entry.text = text
    rules.counted(waiting_entry, rule)
    return ctx.save(waiting_entry)


def _takes_proofs(actor: Actor, entry: WaitingEntry) -> None:
    _may_claim(actor, entry)
    if entry.proofs.filter(ended_on=None).count() >= MOST_DOCUMENTS:
        raise Refused(
            "state", "enough-documents", _("You have added twenty proofs. Take one back first.")
        )


@action(
    "services.add_proof",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("Add a proof"),
    done=_("Proof added to a waiting list"),
    told=lambda _made: gettext("Proof added. Only the body that keeps the list can open it."),
    limit="services.apply",
    allows=_takes_proofs,
    notifies=False,
)
def add_proof(
    ctx: Context,
    waiting_entry: WaitingEntry,
    file: Annotated[Any, FILE],
    need: Annotated[
        str, Choice(_("What does it show?"), choices_of=criteria_of, empty=_("Choose one."))
    ],
) -> EntryProof:
    """Add a document that shows what applies to you. You can take it back."""
    return ctx.save(
        EntryProof(
            entry=waiting_entry, need=need, name=plain_name(file), file=file, at=ctx.occurred_at
        )
    )


def _own_proof(actor: Actor, proof: EntryProof) -> None:
    rules.own_while(*HERE)(actor, proof.entry)
    if proof.ended_on is not None:
        raise Refused("state", "wrong-state", _("This document has already been taken back."))


@action(
    "services.take_back_proof",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("Take this proof back"),
    done=_("Proof for a waiting list taken back"),
    allows=_own_proof,
    notifies=False,
)
def take_back_proof(ctx: Context, entry_proof: EntryProof) -> EntryProof:
    """The file is deleted, and nobody can open it any more. Points that were confirmed stay."""
    entry_proof.ended_on = ctx.today
    forget_file(ctx, entry_proof)
    return entry_proof


# --- staying and leaving --------------------------------------------------------------------------
def _may_keep(actor: Actor, entry: WaitingEntry) -> None:
    rules.own_while(*HERE)(actor, entry)
    if entry.answer_until is None:
        raise Refused(
            "state", "not-asked", _("You stay on the list. You are asked once a year by letter.")
        )


@action(
    "services.keep_waiting_entry",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("I still want it"),
    done=_("Somebody still waits"),
    allows=_may_keep,
    notifies=False,
)
def keep_waiting_entry(ctx: Context, waiting_entry: WaitingEntry) -> WaitingEntry:
    """Stay on the list for another year, in the same place."""
    waiting_entry.kept_on = ctx.today
    waiting_entry.asked_on = waiting_entry.answer_until = waiting_entry.warned_on = None
    return ctx.save(waiting_entry)


def off(ctx: Context, entry: WaitingEntry, state: str) -> WaitingEntry:
    """Take somebody off the list."""
    entry.state, entry.ended_on = State(state), ctx.today
    entry.asked_on = entry.answer_until = entry.warned_on = None
    entry.to_look = 0
    if (lottery := orders.of(entry.waiting_list)) is not None:
        orders.leave(lottery, str(entry.pk))
    return ctx.save(entry)


@action(
    "services.leave_waiting_list",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("Leave the list"),
    done=_("Somebody left a waiting list"),
    allows=rules.own_while(State.WAITING),
    notifies=False,
)
def leave_waiting_list(ctx: Context, waiting_entry: WaitingEntry) -> WaitingEntry:
    """You no longer want it. You can join again, and then stand where you come in."""
    return off(ctx, waiting_entry, State.LEFT)


def leave(ctx: Context, entry: WaitingEntry) -> None:
    """As when they leave, also with an offer open: the place is free again."""
    for offer in entry.offers.filter(state=Offered.OPEN):
        offer.state, offer.answered_on = Offered.DECLINED, ctx.today
        ctx.save(offer)
    off(ctx, entry, State.LEFT)


# --- answering an offer ---------------------------------------------------------------------------
def _own_offer(actor: Actor, offer: PlaceOffer) -> None:
    rules.check_own(actor, offer.entry)
    if offer.state != Offered.OPEN:
        raise Refused("state", "wrong-state", _("This offer no longer waits for an answer."))
    if clock.today() > offer.answer_by:
        raise Refused("state", "too-late", _("The time to answer has passed."))


def _answered(ctx: Context, offer: PlaceOffer, state: str) -> None:
    offer.state, offer.answered_on = Offered(state), ctx.today
    ctx.subject = offer.entry.ref
    ctx.save(offer)


@action(
    "services.accept_place_offer",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("Accept the place"),
    done=_("Offered place accepted"),
    allows=_own_offer,
    notifies=False,
)
def accept_place_offer(ctx: Context, place_offer: PlaceOffer) -> PlaceOffer:
    """The place is yours. The office writes to you about what comes next."""
    _answered(ctx, place_offer, Offered.ACCEPTED)
    off(ctx, place_offer.entry, State.PLACED)
    return place_offer


@action(
    "services.decline_place_offer",
    by=APPLICANTS,
    right=rules.JOINS,
    title=_("Decline the place"),
    done=_("Offered place declined"),
    allows=_own_offer,
    notifies=False,
)
def decline_place_offer(
    ctx: Context,
    place_offer: PlaceOffer,
    stay: Annotated[
        bool,
        Either(
            _("Do you want to stay on the list?"),
            yes=_("Yes: offer me the next one"),
            no=_("No: take me off"),
        ),
    ],
) -> PlaceOffer:
    """It goes to the next in the order. No reason is asked for."""
    _answered(ctx, place_offer, Offered.DECLINED)
    entry = place_offer.entry
    if stay:
        entry.state = State.WAITING
        ctx.save(entry)
    else:
        off(ctx, entry, State.LEFT)
    return place_offer
