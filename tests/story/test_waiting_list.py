"""A waiting list with its reasons, by phone and without scripts: two families join, the office looks twice, the points put
one before the other, a place is declined and goes on, and each reads where they stand and why."""

from __future__ import annotations

from typing import Any

import pytest

from commonhall.actions import action_pages
from commonhall.core import clock
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from commonhall.services.waiting_lists.keeping_actions import open_waiting_list
from commonhall.services.waiting_lists.models import WaitingEntry, WaitingList
from commonhall.services.waiting_lists.queries import open_offer
from tests.browser_kit import OpenPage, assert_accessible
from tests.kit import found_hall, signed_in
from tests.services import kit, waiting
from tests.story.walk import Calendar, Walk
from tests.words import SOURCE, texts_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.story,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def calendar(home: Any, monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def test_a_waiting_list_with_its_reasons(calendar: Calendar, open_page: OpenPage) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
    walk = Walk(open_page, SOURCE, 390)
    ada, ben, second = kit.applicant(hall), kit.applicant(hall, "ben"), waiting.colleague(hall)
    walk.do(
        hall.parks,
        action_pages.url_of(open_waiting_list),
        **texts_in("names", "Nursery"),
        unit=hall.unit("root").pk,
        places=1,
        rule="need",
        provision=waiting.provision().pk,
        criteria=waiting.CRITERIA,
    )
    made = WaitingList.objects.get()
    walk.do(ada, f"{made.get_absolute_url()}join/")
    calendar.turn(1)
    walk.do(ben, f"{made.get_absolute_url()}join/", claims="alone", text=waiting.SECRET)
    first, later = WaitingEntry.objects.order_by("asked_at")
    # Two people of the office look at what he says; the one who looked first cannot confirm it.
    look, confirm = (f"{later.get_absolute_url()}{one}-claim/" for one in ("look-at", "confirm"))
    given = {"criterion": "alone", "holds": "yes", "reason": "The order names him alone."}
    walk.do(hall.parks, look, **given)
    assert "A colleague has to look" in walk.refused(hall.parks, confirm, **given)
    walk.do(second, confirm, **given)
    # She was first and is second now: her page says why, and nothing of him.
    said = walk.look(ada, first.get_absolute_url(), "waiting-second")
    assert "1 came later and stands before, because the rule puts them first." in said
    assert waiting.SECRET not in said and "The order names him" not in said
    said = walk.look(ben, later.get_absolute_url(), "waiting-first")
    assert "The order names him alone." in said and "Appeal this" in said
    # Out of turn the office is told who is next, and by which rule.
    said = walk.refused(hall.parks, f"{first.get_absolute_url()}offer-place/")
    assert "1 stand before them" in said and later.number in said and "Article 53" in said
    walk.do(hall.parks, f"{later.get_absolute_url()}offer-place/")
    offer = open_offer(later)
    assert offer is not None
    walk.do(ben, f"/services/waiting-lists/offers/{offer.pk}/decline/", stay="no")
    offer = open_offer(first)
    assert offer is not None, "it went on to her at once"
    said = walk.look(ada, first.get_absolute_url(), "waiting-offered")
    assert "A place is offered to you" in said
    walk.do(ada, f"/services/waiting-lists/offers/{offer.pk}/accept/")
    said = walk.look(None, made.get_absolute_url(), "waiting-list")
    assert "Nobody waits." in said and "Never." in said
    for path, who in ((made.get_absolute_url(), ada), (first.get_absolute_url(), ada)):
        page = open_page(path, width=390, client=signed_in(who))
        assert_accessible(page)
        page.context.close()
    while sequencer.sequence_once():
        pass
    assert verification.verify(DatabaseSource()).ok
