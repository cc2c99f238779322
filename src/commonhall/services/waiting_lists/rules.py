"""What the actions on waiting lists share: whose it is, what order holds, what is free, who reads what."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonhall.actions import notifications
from commonhall.actions.actors import Actor, Kind
from commonhall.actions.context import Context
from commonhall.core import refs as core_refs
from commonhall.core.refusals import Refused
from commonhall.decisions.lotteries import orders
from commonhall.law.instruments.models import Provision
from commonhall.law.queries import deadline_days
from commonhall.methods import allocation
from commonhall.services.applications import rules as application_rules
from commonhall.services.waiting_lists.models import (
    PlaceOffer,
    WaitingEntry,
    WaitingList,
    WaitingRule,
)

JOINS, KEEPS, CONFIRMS = "join-waiting-lists", "keep-waiting-lists", "confirm-points"
URGENT, TAKES_IN, WATCHES = "offer-out-of-order", "take-in-waiting", "watch-waiting-lists"
ASKS, ANSWERS = "ask-whether-waiting", "say-still-waiting"
State, Offered = WaitingEntry.State, PlaceOffer.State
# Before somebody is taken off the list, a letter warns them so many days ahead.
WARNED_BEFORE = timedelta(days=7)

own, parties = application_rules.own, application_rules.parties


# --- whose it is ----------------------------------------------------------------------------------
def in_state(entry: WaitingEntry, states: Iterable[str]) -> None:
    if entry.state not in states:
        raise Refused(
            "state",
            "wrong-state",
            _("You cannot do this while this place on the list is in its current state."),
        )


def own_while(*states: str) -> Callable[[Actor, WaitingEntry], None]:
    """The actor joined, and the entry stands in one of these states."""

    def check(actor: Actor, entry: WaitingEntry) -> None:
        check_own(actor, entry)
        in_state(entry, states)

    return check


def check_own(actor: Actor, entry: WaitingEntry) -> None:
    if actor.kind is Kind.OFFICE or not own(actor, entry):
        raise Refused("state", "not-yours", _("Only those who joined the list can do this."))


def person_key(entry: WaitingEntry, person: int) -> str:
    """Tells whether the same person looks twice; says nothing of who it is."""
    said = f"look|{entry.pk}|{person}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


# --- who reads it ---------------------------------------------------------------------------------
def reads(actor: Actor, entry: WaitingEntry) -> bool:
    """May the actor read who waits and what they said? They themselves, the body, a reviewer once they appealed."""
    if actor.kind in (Kind.PERSON, Kind.ORGANISATION):
        return own(actor, entry)
    if actor.kind is not Kind.OFFICE or actor.body is None:
        return False
    return actor.body == entry.waiting_list.body_id or application_rules.reviews(actor.body, entry)


def readers(ref: str, accounts: Iterable[int]) -> set[int]:
    """Which of these accounts may hear what happens to an entry: those of whoever waits."""
    kind, number = core_refs.split(ref)
    rows = WaitingEntry.objects.filter(pk=number).select_related("person")
    entry = rows.first() if kind == WaitingEntry._meta.label_lower else None
    return application_rules.accounts_of(entry, accounts) if entry is not None else set()


notifications.heard_by(WaitingEntry._meta.label_lower, readers)


# --- the rule and the order -----------------------------------------------------------------------
def rule_of(waiting_list: WaitingList) -> WaitingRule:
    """The edition that holds now."""
    rows = waiting_list.editions.filter(ended_on=None).select_related("provision__instrument")
    found: WaitingRule = rows.order_by("-number")[0]
    return found


def seed_of(waiting_list: WaitingList, rule: WaitingRule) -> str:
    """What the lot gave; "" before the draw. Raises `Refused` where the draw was annulled."""
    if rule.rule != WaitingRule.Rule.LOTTERY:
        return ""
    lottery = orders.of(waiting_list)
    if lottery is None or lottery.state == lottery.State.ANNULLED:
        raise Refused(
            "state",
            "no-order",
            _("The draw was annulled, so the list has no order. Set a new rule with its reasons."),
        )
    return lottery.seed if lottery.drawn_at else ""


def order(
    waiting_list: WaitingList, rule: WaitingRule, without: Iterable[int] = ()
) -> list[allocation.Waiting] | None:
    """Who waits, in the order of the rule; None while the lot is not drawn. One query, and one for the lot."""
    try:
        seed = seed_of(waiting_list, rule)
    except Refused:
        return None
    if rule.rule == WaitingRule.Rule.LOTTERY and not seed:
        return None
    rows = waiting_list.entries.filter(state=State.WAITING).exclude(pk__in=list(without))
    return allocation.ordered(
        rule.rule,
        [allocation.Waiting(*row) for row in rows.values_list("pk", "asked_at", "points")],
        seed,
    )


def free_places(waiting_list: WaitingList) -> int:
    """Places that nobody has and nobody is offered; below nought where there are fewer than are taken."""
    held = waiting_list.offers.filter(state__in=(Offered.OPEN, Offered.ACCEPTED), free_on=None)
    return waiting_list.places - held.count()


def rule_named(rule: WaitingRule) -> dict[str, str]:
    """The rule and its provision, for sentences that refuse."""
    return {"rule": str(rule.get_rule_display()), "provision": str(rule.provision)}


def check_free(waiting_list: WaitingList) -> None:
    if waiting_list.ended_on is not None:
        raise Refused("state", "ended", _("This list has ended."))
    if free_places(waiting_list) < 1:
        raise Refused(
            "state",
            "no-place",
            _("No place is free. Record a place as free, or change the number of places first."),
        )


def check_next(entry: WaitingEntry) -> None:
    """Raise `Refused` unless it is the turn of this entry, naming the rule."""
    waiting_list = entry.waiting_list
    rule = rule_of(waiting_list)
    found = order(waiting_list, rule)
    if found is None:
        seed_of(waiting_list, rule)
        raise Refused(
            "state", "not-drawn", _("The order has not been drawn yet. See the page of the draw.")
        )
    before = allocation.ahead(found, entry.pk)
    if before:
        said = {**rule_named(rule), "before": before, "next": number_of(found[0].number)}
        raise Refused(
            "state",
            "out-of-order",
            _(
                "It is not their turn: %(before)d stand before them. Next is number %(next)s. The rule is: %(rule)s (%(provision)s)."
            )
            % said,
            Provision.ref_of(rule.provision_id),
        )


def number_of(number: int) -> str:
    return WaitingEntry(pk=number).number


def offer(
    ctx: Context,
    entry: WaitingEntry,
    rule: WaitingRule,
    *,
    before: int = 0,
    reason: str = "",
    after: PlaceOffer | None = None,
) -> PlaceOffer:
    """Offer a place: whoever waits has some days to answer."""
    waiting_list = entry.waiting_list
    made = ctx.save(
        PlaceOffer(
            waiting_list=waiting_list,
            entry=entry,
            rule=rule,
            offered_on=ctx.today,
            answer_by=ctx.today + timedelta(days=waiting_list.answer_days),
            before=before,
            reason=reason,
            after=after,
            made_in=str(ctx.entry_id),
        )
    )
    entry.state = State.OFFERED
    ctx.save(entry)
    ctx.subject = entry.ref
    ctx.note(waiting_list=waiting_list.pk, rule=rule.number, before=before or None)
    return made


# --- points ---------------------------------------------------------------------------------------
def counted(entry: WaitingEntry, rule: WaitingRule) -> None:
    """Points, and how many claims wait for an officer, by what the claims say now."""
    entry.points = rule.points(entry.claims)
    known = rule.worth if rule.rule == WaitingRule.Rule.NEED else {}
    entry.to_look = sum(
        one["code"] in known and one.get("holds") is None for one in entry.claims or ()
    )


def claim_of(entry: WaitingEntry, code: str) -> dict[str, Any] | None:
    return next((one for one in entry.claims or () if one["code"] == code), None)


def with_claim(entry: WaitingEntry, code: str, **said: Any) -> list[dict[str, Any]]:
    """The claims with something said of one of them; a new list, so that the old state stays as it was."""
    return [{**one, **said} if one["code"] == code else one for one in entry.claims or ()]


# --- the yearly question --------------------------------------------------------------------------
def asked_before(today: date) -> date | None:
    """Who said so on this day or before is asked whether they still wait; None where no provision sets days."""
    found = deadline_days(ASKS, today)
    return today - timedelta(days=found[0]) if found else None


def days_to_answer(today: date) -> timedelta:
    found = deadline_days(ANSWERS, today)
    return timedelta(days=found[0] if found else 0)


def told(entry: WaitingEntry) -> str:
    """Their number, and where they stand, if that can be told."""
    said = gettext("You are on the list. Your number is %(number)s.") % {"number": entry.number}
    if entry.first_ahead is None:
        return said
    where = gettext("Before you: %(ahead)d.") % {"ahead": entry.first_ahead}
    return f"{said} {where}"
