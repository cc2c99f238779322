"""Two ways of organisations through the house, on a phone: a call with three sealed offers, and a function carried and handed
back.

The call: prepared, joined by two officials whose browsers make and keep their keys, opened for offers; three organisations
offer, a fourth comes late; opened by the two together, scored by two others, announced, appealed by a loser, awarded at last.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from commonhall.actions import action_pages
from commonhall.actions.actors import Actor
from commonhall.core import clock
from commonhall.core.money_field import MoneyField
from commonhall.delivery.calls import timers
from commonhall.delivery.calls.models import Call, Offer
from commonhall.delivery.calls.preparing_actions import prepare_call
from commonhall.delivery.functions import timers as function_timers
from commonhall.delivery.functions.models import FunctionRequest, Transfer
from commonhall.law.appeals.models import Appeal
from commonhall.people.bodies.models import Office
from commonhall.record import sequencer, verification
from commonhall.record.readers import DatabaseSource
from tests.actions.samples.carriers import meals
from tests.browser_kit import OpenPage, assert_accessible
from tests.decisions.teller_pages import send
from tests.delivery import calls as kit
from tests.kit import Hall, code_of, found_hall, signed_in
from tests.law import kit as law
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


def money(minor: int) -> str:
    return MoneyField.written(minor)


def verified() -> bool:
    while sequencer.sequence_once():
        pass
    return verification.verify(DatabaseSource()).ok


# --- the call -------------------------------------------------------------------------------------
def test_a_call_with_three_sealed_offers_and_one_late(
    calendar: Calendar, open_page: OpenPage, tmp_path: Path
) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
        reviewer = law.reviewer(hall)
        offering = [kit.organisation(hall, name) for name in ("Ash", "Birch", "Cedar", "Elm")]
    walk = Walk(open_page, SOURCE, 390)
    call = prepared(walk, hall, calendar)
    keys = {one.ref: joined(open_page, one, call, tmp_path) for one in (hall.clerk, hall.chair)}
    walk.do(hall.parks, f"{call.get_absolute_url()}open/")
    offered(walk, call, offering[:3])
    calendar.turn(8)
    late = walk.refused(
        offering[3],
        f"{call.get_absolute_url()}hand-in-offer/",
        price=money(1),
        text="Cheapest of all.",
    )
    assert "Too late" in late
    assert timers.close_calls() == 1
    opened(walk, open_page, hall, call, keys)
    scored(walk, hall, call)
    announced(walk, hall, call, calendar, offering, reviewer)
    walk.look(None, call.get_absolute_url(), "call-awarded")
    assert verified()


def prepared(walk: Walk, hall: Hall, calendar: Calendar) -> Call:
    closes = timezone.localtime(clock.now() + timedelta(days=7))
    asks = closes - timedelta(days=3)
    walk.do(
        hall.parks,
        action_pages.url_of(prepare_call),
        **texts_in("names", "Forty lamps"),
        **texts_in("texts", "Forty lamps, with posts."),
        unit=hall.unit("north").pk,
        price_weight="40",
        criteria="40 Quality\n20 Speed",
        shown="prices",
        questions_until=f"{asks:%Y-%m-%d %H:%M}",
        closes_at=f"{closes:%Y-%m-%d %H:%M}",
    )
    call = Call.objects.get()
    for code in ("parks-desk", "roads-desk"):
        office = Office.objects.get(code=code)
        walk.do(hall.parks, f"{call.get_absolute_url()}name-scorer/", office=office.pk)
    return call


def with_script(open_page: OpenPage, who: Actor, path: str) -> Page:
    return open_page(path, client=signed_in(who, confirmed=False), width=390)


def confirmed(page: Page, who: Actor) -> None:
    field = page.locator('main [name="second_factor"]')
    if field.count():
        field.fill(code_of(who.account))


def joined(open_page: OpenPage, who: Actor, call: Call, folder: Path) -> Path:
    """An official's browser makes a key, keeps it as a file, and sends its public half alone."""
    code_of(who.account)
    page = with_script(open_page, who, f"{call.get_absolute_url()}join-as-opener/")
    assert_accessible(page)
    with page.expect_download() as download:
        page.click("[data-part=make]")
    path = folder / f"{who.person}.json"
    download.value.save_as(path)
    page.wait_for_selector("[data-part=said]:not([hidden])")
    confirmed(page, who)
    send(page)
    return path


def offered(walk: Walk, call: Call, offering: list[Actor]) -> None:
    """Each hands in an offer; one replaces it; a question is asked, and nobody reads who offered."""
    address = f"{call.get_absolute_url()}hand-in-offer/"
    for who, price in zip(offering, (100_00, 95_00, 120_00), strict=True):
        walk.do(who, address, price=money(price), text=f"Lamps of {who.name}.")
    walk.do(offering[1], address, price=money(80_00), text="Lamps of Birch, cheaper.")
    said = walk.look(offering[1], call.get_absolute_url(), "call-open")
    assert "Your organisation has handed in a sealed offer" in said
    read = walk.read(None, call.get_absolute_url())
    assert not any(who.name in read for who in offering)


def opened(walk: Walk, open_page: OpenPage, hall: Hall, call: Call, keys: dict[str, Path]) -> None:
    for who in (hall.clerk, hall.chair):
        assert all(one.price is None for one in Offer.objects.all())
        page = with_script(open_page, who, f"{call.get_absolute_url()}open-offers/")
        page.set_input_files("[data-part=key]", keys[who.ref])
        page.click("[data-part=open]")
        page.wait_for_selector("[data-part=said]:not([hidden])")
        confirmed(page, who)
        send(page)
    prices = Offer.objects.order_by("price").values_list("price", flat=True)
    assert list(prices) == [80_00, 100_00, 120_00]
    walk.look(hall.parks, call.get_absolute_url(), "call-opened")


def scored(walk: Walk, hall: Hall, call: Call) -> None:
    for offer in Offer.objects.order_by("pk"):
        for who in (hall.parks, hall.roads):
            walk.do(
                who,
                f"{offer.get_absolute_url()}score/",
                points_c1="8",
                points_c2="6",
                reasons="Bright enough; two weeks.",
            )


def announced(
    walk: Walk,
    hall: Hall,
    call: Call,
    calendar: Calendar,
    offering: list[Actor],
    reviewer: Actor,
) -> None:
    """The result, an appeal that stops the award, its decision, the award, the contract."""
    address = call.get_absolute_url()
    walk.do(hall.parks, f"{address}announce-result/")
    said = walk.look(offering[0], address, "call-announced")
    assert "Nothing is awarded before" in said and "84.00 of 100 points" in said
    entry = law.entry_of("delivery.announce_result")
    walk.do(
        offering[0],
        appeal_url(entry),
        text="Our lamps are brighter.",
    )
    calendar.turn(12)
    award = f"/plan/contracts/{Call.objects.get().contract_id}/award/"
    assert "waiting" in walk.refused(hall.parks, award)
    appeal = Appeal.objects.get()
    walk.do(
        reviewer,
        f"{appeal.get_absolute_url()}decide/",
        verdict="dismissed",
        text="The scores say why.",
    )
    page = walk.go(hall.parks, award)
    assert page.locator('main [name="bids"]').input_value() == "3"
    walk.do(
        hall.parks,
        award,
        reason="It stands first.",
        ends=(calendar.day(60)).isoformat(),
    )
    call = Call.objects.get()
    assert call.state == "awarded" and call.contract is not None
    contract = call.contract
    assert contract.organisation is not None and contract.organisation.name == "Birch"
    assert "Birch" in walk.read(None, contract.get_absolute_url())


def appeal_url(entry: Any) -> str:
    from commonhall.law.appeals.actions import file_appeal

    return f"{action_pages.url_of(file_appeal)}?entry={entry.pk}"


# --- the function ---------------------------------------------------------------------------------
def test_a_function_asked_for_handed_over_reported_on_and_handed_back(
    calendar: Calendar, open_page: OpenPage
) -> None:
    with clock.replay(calendar.start):
        hall = found_hall()
        ash = kit.organisation(hall, "Ash")
        service = meals(hall)
    walk = Walk(open_page, SOURCE, 390)
    assert "Warm meals" in walk.look(ash, "/plan/functions/open/", "functions-open")
    walk.do(
        ash,
        f"/services/{service.pk}/ask-for-function/",
        plan="Our cooks, every school day.",
        standard="A warm meal a child.",
        amount=money(6000_00),
        starts=calendar.day().isoformat(),
        ends=calendar.day(365).isoformat(),
    )
    asked = FunctionRequest.objects.get()
    walk.look(ash, asked.get_absolute_url(), "function-asked")
    calendar.turn(0.1)
    walk.do(
        hall.parks,
        f"{asked.get_absolute_url()}answer/",
        agreed="yes",
        reasons="They know how.",
    )
    page = walk.go(hall.chair, asked.get_absolute_url())
    page.locator("aside a.button", has_text="Hand a function over").first.click()
    page.wait_for_load_state()
    assert page.locator('main [name="organisation"]').input_value() == str(ash.organisation)
    walk._confirm(hall.chair, page)
    walk.send(page)
    transfer = Transfer.objects.get()
    assert FunctionRequest.objects.get().state == "handed_over"
    calendar.turn(35)
    said = walk.look(ash, "/plan/carrier/", "carrier-desk")
    assert "Warm meals" in said and "report" in said
    month = f"{calendar.start:%Y-%m}-01"
    walk.do(
        ash,
        f"{transfer.get_absolute_url()}report-on-function/",
        month=month,
        figures="Meals served: 412",
        text="All children ate.",
    )
    assert "412" in walk.look(None, transfer.get_absolute_url(), "function-reported")
    walk.do(ash, f"{transfer.get_absolute_url()}hand-back-function/", reasons="Our kitchen closes.")
    calendar.turn(95)
    assert function_timers.return_functions() == 1
    assert "taken back" in walk.read(None, transfer.get_absolute_url())
    assert verified()
