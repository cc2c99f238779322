"""Pages of participatory budgets in a real browser: on a phone and in the dark, and the basket while one chooses."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.decisions.budgets.models import Budget
from commonhall.decisions.proposals.models import Merger, Proposal
from commonhall.decisions.votes import option_actions
from tests.browser_kit import MAX_BYTES, OpenPage, assert_accessible, assert_fits, transferred_bytes
from tests.browser_kit import screenshot as picture
from tests.decisions.kit import budget, open_it
from tests.kit import found_hall, signed_in
from tests.law import kit
from tests.living import living_hall

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_their_pages_are_for_everybody(
    home: Path, open_page: OpenPage, width: int, scheme: str
) -> None:
    hall = living_hall()
    client = signed_in(hall.resident)
    running = Budget.objects.latest("pk")
    for name, path in (
        ("list", "/decisions/budgets/"),
        ("running", running.get_absolute_url()),
        ("drawn", Budget.objects.exclude(election=None)[0].get_absolute_url()),
        ("refused", Proposal.objects.filter(state="refused")[0].get_absolute_url()),
        ("merging", Merger.objects.get().into.get_absolute_url()),
        ("propose", f"{running.get_absolute_url()}propose-project/"),
    ):
        page = open_page(path, width=width, scheme=scheme, client=client)  # type: ignore[arg-type]
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES
        picture(page, f"budget-{name}-{width}")


def test_four_hundred_projects_on_a_phone(home: Path, open_page: OpenPage) -> None:
    """One finds a project by words, the money left follows the choice, and what is hidden stays chosen."""
    hall = found_hall()
    election = budget(hall, 1_000_00, within_budget=True)
    lines = [f"p{at:03};Project {at};600;{('Green', 'Streets')[at % 2]}" for at in range(397)]
    option_actions.load_options.perform(
        hall.chair, election=election, lines="code;name;cost;category\n" + "\n".join(lines)
    )
    open_it(hall, election)
    client = signed_in(kit.confirmed(hall))
    page = open_page(f"{election.get_absolute_url()}vote/", width=390, client=client)
    assert_accessible(page)
    assert_fits(page)
    assert transferred_bytes(page) < MAX_BYTES
    page.fill("[name=find]", "project 12")
    assert page.locator("[data-shown]").inner_text() == "14"
    page.get_by_label("Project 12", exact=True).check(force=True)
    assert "400" in page.locator("[data-left]").inner_text()
    page.fill("[name=find]", "")
    page.select_option("[name=of_category]", "Streets")
    page.get_by_label("Project 13", exact=True).check(force=True)
    assert "200" in page.locator("[data-left]").inner_text()
    assert "basket-over" in (page.locator("[data-basket]").get_attribute("class") or "")
    picture(page, "ballot-basket-390")
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_text("Take something out").first.wait_for()
    assert "Take something out" in page.locator("main").inner_text()
    page.get_by_label("Project 13", exact=True).uncheck(force=True)
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_role("button", name="Cast this envelope").click()
    page.get_by_text("Your sealed envelope is in").wait_for()
    assert election.envelopes.count() == 1
