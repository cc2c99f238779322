"""What letters to those who wait say: that something waits, by when, and where. Never for what they wait, nor a reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.actions.notification_letters import because, says
from commonhall.services.waiting_lists.models import WaitingEntry
from commonhall.services.waiting_lists.queries import open_offer


def _of(ref: str) -> WaitingEntry | None:
    kind, _sign, number = ref.partition(":")
    if kind != WaitingEntry._meta.label_lower:
        return None
    return WaitingEntry.objects.filter(pk=int(number)).first()


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


@says("services.offer_place", "services.offer_out_of_order", "services.pass_on_place_offer")
def offered(ref: str, _at: datetime) -> Iterator[str]:
    """By when to answer, and what happens without an answer."""
    entry = _of(ref)
    offer = open_offer(entry) if entry is not None else None
    if offer is not None:
        yield _("A place is offered to you. Sign in, read it, and accept or decline it.")
        yield _(
            "Please answer by %(day)s. After that day the place goes to the next person on the list."
        ) % {"day": _day(offer.answer_by)}


@says("services.lapse_place_offer")
def lapsed(ref: str, _at: datetime) -> Iterator[str]:
    yield _("You did not answer the offer, so the place goes to the next person on the list.")
    yield from asked(ref, _at)


@says("services.ask_waiting_entry")
def asked(ref: str, _at: datetime) -> Iterator[str]:
    """One click keeps the place."""
    entry = _of(ref)
    if entry is not None and entry.answer_until is not None:
        yield _(
            "Do you still want it? Sign in and say so by %(day)s: you keep your place on the list. "
            "Without an answer you are taken off it."
        ) % {"day": _day(entry.answer_until)}


@says("services.warn_waiting_entry")
def warned(ref: str, _at: datetime) -> Iterator[str]:
    yield _("This is the last letter before you are taken off the list.")
    yield from asked(ref, _at)


@says("services.lapse_waiting_entry")
def taken_off(_ref: str, _at: datetime) -> Iterator[str]:
    yield _("You did not answer, so you are no longer on the list. You can join it again.")


@says("services.confirm_claim")
def decided(_ref: str, _at: datetime) -> Iterator[str]:
    yield _(
        "The office has decided about something that you said applies to you. Sign in to read the reasons, and your points. You can appeal."
    )


@says("services.change_waiting_rule")
def other_rule(_ref: str, _at: datetime) -> Iterator[str]:
    yield _("The list has a new rule. Its page shows the old one beside it, with the reasons.")


JOINED = gettext_lazy("You are told because you are on the list.")
because("services.join_waiting_list", JOINED)
because("services.take_in_entry", JOINED)
