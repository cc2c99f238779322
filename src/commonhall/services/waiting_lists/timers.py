"""What happens to waiting lists by the clock: offers end, the yearly question is asked, words are destroyed."""

from __future__ import annotations

from commonhall.core import clock
from commonhall.core.timers import every
from commonhall.people.actors import system
from commonhall.services.applications import rules as application_rules
from commonhall.services.waiting_lists import rules
from commonhall.services.waiting_lists import yearly_actions as yearly
from commonhall.services.waiting_lists.models import PlaceOffer, WaitingEntry
from commonhall.services.waiting_lists.offering_actions import lapse_place_offer

State = WaitingEntry.State
# So many in one turn.
AT_ONCE = 200


@every(3600)
def end_offers() -> int:
    """End what nobody answered; how many. The next are offered the places at once."""
    rows = PlaceOffer.objects.filter(state=PlaceOffer.State.OPEN, answer_by__lt=clock.today())
    found = list(rows.order_by("answer_by", "pk")[:AT_ONCE])
    for one in found:
        lapse_place_offer.perform(system(), place_offer=one)
    return len(found)


@every(3600)
def ask_yearly() -> int:
    """Ask, warn, and take off those who did not answer; how many in all."""
    today, waiting = clock.today(), WaitingEntry.objects.filter(state=State.WAITING)
    last, done = rules.asked_before(today), 0
    warned = today - rules.WARNED_BEFORE
    over = waiting.filter(answer_until__lt=today, warned_on__lte=warned)
    warn = waiting.filter(answer_until__lte=today + rules.WARNED_BEFORE, warned_on=None)
    ask = waiting.filter(answer_until=None, kept_on__lte=last) if last else waiting.none()
    for rows, action in (
        (over, yearly.lapse_waiting_entry),
        (warn, yearly.warn_waiting_entry),
        (ask, yearly.ask_waiting_entry),
    ):
        for one in list(rows.order_by("pk")[:AT_ONCE]):
            action.perform(system(), waiting_entry=one)
            done += 1
    return done


@every(86400)
def destroy_old_words() -> int:
    """Destroy what is kept longer than the provision says; of how many."""
    since = application_rules.kept_since(clock.today())
    if since is None:
        return 0
    rows = WaitingEntry.objects.filter(ended_on__lt=since, destroyed_on=None)
    found = list(rows.order_by("ended_on", "pk")[:AT_ONCE])
    for one in found:
        yearly.destroy_waiting_entry.perform(system(), waiting_entry=one)
    return len(found)
