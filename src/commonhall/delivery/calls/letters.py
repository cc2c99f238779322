"""What letters about calls say: answers, the opening, and to each organisation its own scores and the winner's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from commonhall.actions.notification_letters import says, says_to
from commonhall.core import clock
from commonhall.delivery.calls import rules
from commonhall.delivery.calls.deciding_actions import winner_of
from commonhall.delivery.calls.models import Call, CallQuestion, Offer
from commonhall.people.actors import in_force
from commonhall.ui import text


def _of(ref: str) -> Call | None:
    return Call.objects.filter(pk=int(ref.rpartition(":")[2])).select_related("body").first()


@says("delivery.open_call")
def opened(ref: str, _at: datetime) -> Iterator[str]:
    """Until when questions and offers are taken."""
    call = _of(ref)
    if call is not None:
        yield _("Questions until %(questions)s, offers until %(offers)s.") % {
            "questions": rules.hour(call.questions_until),
            "offers": rules.hour(call.closes_at),
        }


@says("delivery.answer_question")
def answered(ref: str, _at: datetime) -> Iterator[str]:
    """Question and answer, as everybody reads them."""
    one = CallQuestion.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if one is not None:
        yield one.text
        yield one.answer


@says("delivery.announce_result")
def announced(ref: str, _at: datetime) -> Iterator[str]:
    """Who stands first, with how many points, and until when one can appeal."""
    call = _of(ref)
    winner = winner_of(call) if call is not None else None
    if call is None or winner is None:
        return
    yield _("First: %(who)s, with %(points)s of 100 points, for %(price)s.") % {
        "who": winner,
        "points": call.ranking[0]["total"],
        "price": text.money(winner.money) if winner.money else "–",
    }
    if call.standstill_until is not None:
        yield _(
            "Nothing is awarded before %(day)s has passed. Who offered can appeal until then."
        ) % {"day": formats.date_format(call.standstill_until, "DATE_FORMAT")}


@says_to("delivery.announce_result")
def own_place(ref: str, _at: datetime, account: Any) -> Iterator[str]:
    """The reader's organisation: its place and its points."""
    call = _of(ref)
    if call is None:
        return
    mine = Offer.objects.filter(
        in_force_member(account), call=call, state__in=(Offer.State.OPENED, Offer.State.EXCLUDED)
    )
    places = {one["offer"]: (at, one) for at, one in enumerate(call.ranking, start=1)}
    for offer in mine.select_related("offerer").distinct().order_by("pk"):
        if offer.pk in places:
            at, points = places[offer.pk]
            yield _(
                "%(who)s: place %(place)d, %(price)s points for the price, %(points)s for the other criteria."
            ) % {
                "who": offer,
                "place": at,
                "price": points["price_points"],
                "points": points["points"],
            }
        else:
            yield _("%(who)s: excluded. %(why)s") % {"who": offer, "why": offer.excluded_for}


def in_force_member(account: Any) -> Any:
    """Offers of organisations for which an account's person may speak today."""
    from django.db.models import Q

    from commonhall.people.organisations.models import Membership

    rows = Membership.objects.filter(in_force(clock.today()), person__account=account)
    return Q(offerer__in=rows.values("organisation"))


@says("delivery.exclude_offer")
def excluded(ref: str, _at: datetime) -> Iterator[str]:
    """Why it takes no part."""
    one = Offer.objects.filter(pk=int(ref.rpartition(":")[2])).first()
    if one is not None:
        yield one.excluded_for


@says("delivery.end_call")
def ended(ref: str, _at: datetime) -> Iterator[str]:
    """Why it ended."""
    call = _of(ref)
    if call is not None and call.why_ended:
        yield call.why_ended
