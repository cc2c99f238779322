"""A vote put in order on a phone: by buttons and by typing, what is wrong said at the option, and the result with its stages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser_kit import MAX_BYTES, OpenPage, assert_accessible, assert_fits, transferred_bytes
from tests.browser_kit import screenshot as picture
from tests.decisions.kit import cast, count_it, open_it, voter
from tests.decisions.test_ranked_votes import asked, ranked
from tests.kit import found_hall, signed_in
from tests.law import kit

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


def test_a_vote_is_put_in_order_on_a_phone_and_its_count_can_be_followed(
    home: Path, open_page: OpenPage, monkeypatch: Any
) -> None:
    monkeypatch.setattr("commonhall.decisions.votes.destruction.envelopes", lambda _votes: [])
    hall = found_hall()
    election, pairs = (open_it(hall, asked(hall, rule)) for rule in ("irv", "schulze"))
    client = signed_in(kit.confirmed(hall))
    page = open_page(f"{election.get_absolute_url()}vote/", width=390, client=client)
    assert_accessible(page)
    assert_fits(page)
    assert transferred_bytes(page) < MAX_BYTES
    page.get_by_role("button", name="Give rank 1 to Mill").press("Enter")
    page.get_by_role("button", name="Give rank 2 to Bridge").click()
    page.get_by_role("button", name="Give rank 3 to Church").click()
    page.get_by_role("button", name="Move Church up").click()
    status = page.locator("[role=status]").first
    assert status.inner_text() == "Church now has rank 2 of 3."
    page.get_by_role("button", name="Leave Bridge out").press("Space")
    assert status.inner_text() == "Bridge has no rank. 2 are in order."
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "Give rank 3 to Bridge"
    )
    assert page.get_by_label("Mill", exact=True).input_value() == "1"
    page.get_by_label("Bridge", exact=True).fill("2")
    picture(page, "ranked-ballot-390")
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_text("You gave 2 to both").first.wait_for()
    assert "You gave 2 to both Bridge and Church" in page.locator("main").inner_text()
    assert_accessible(page)
    picture(page, "ranked-ballot-wrong-390")
    page.get_by_label("Bridge", exact=True).fill("3")
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_role("button", name="Cast this envelope").click()
    page.get_by_text("Your sealed envelope is in").wait_for()
    assert election.envelopes.count() == 1
    for number, order in enumerate(["acdb"] * 4 + ["bcda"] * 3 + ["dcba"] * 3):
        for one in (election, pairs):
            cast(voter(hall, f"{one.pk}-{number}"), one, *ranked(*order))  # type: ignore[arg-type]
    for one, width in ((election, 390), (pairs, 390), (election, 1280)):
        if not hasattr(one, "result"):
            count_it(one)
        page = open_page(one.get_absolute_url(), width=width)
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES
        picture(page, f"ranked-{one.rule}-{width}")
