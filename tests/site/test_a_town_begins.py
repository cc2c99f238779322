"""From an empty home to a counted budget, in a real browser: nothing is typed in a shell but `serve`.

A hall is set up behind its link; people are invited by letters that a real mail server takes, accept with second
factors of their own, and act; a resident on the roll signs up, raises a case, and says that it is solved; the town
votes on a budget of 64 real projects, three tellers count it, and what won stands in the plan.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser_kit import assert_accessible, assert_fits
from tests.cases.mail_kit import CITIZEN, message
from tests.site.begun_town import (
    Town,
    come_into_office,
    mailbox,
    post,
    press,
    roll_file,
    sent,
    set_up,
    sign_up,
    town,
)
from tests.site.voted_budget import budget_is_voted

pytestmark = [pytest.mark.browser, pytest.mark.slow]
__all__ = ["mailbox", "post", "town"]


@pytest.mark.parametrize("voters", [12, pytest.param(300, marks=pytest.mark.full)])
def test_a_town_begins(town: Town, tmp_path: Path, real_data: Path, voters: int) -> None:
    set_up(town, roll_file(tmp_path))
    assert "Harrowford" in town.post.found("mayor@example.org", r"(?s)(.*invitations.*)")
    clerk = come_into_office(town, "clerk@example.org")
    clerk.goto("/doctor/")
    expect(clerk.get_by_text("Everything people need is working.")).to_be_visible()
    assert_accessible(clerk)
    expect(clerk.get_by_text("There is no census list")).to_have_count(0)
    a_case_is_solved(town, clerk)
    a_case_by_telephone(clerk)
    a_case_by_mail(town, clerk)

    mayor = come_into_office(town, "mayor@example.org")
    source = real_data / "pabulib" / "poland_wieliczka_2023.pb"
    reviewer = come_into_office(town, "reviewer@example.org")
    budget_is_voted(town, mayor, reviewer, source, voters, tmp_path)
    clerk.goto("/doctor/")
    expect(clerk.get_by_text("Everything people need is working.")).to_be_visible()


def a_case_is_solved(town: Town, clerk: Page) -> None:
    """Raised by somebody who was found on the roll, answered at the desk, confirmed by who raised it."""
    resident = town.somebody(width=390)
    resident.goto("/account/signup/")
    sign_up(resident, town, "ada@example.org")
    resident.goto("/me/verify/")
    resident.fill("[name=number]", "h 7")
    resident.fill("[name=born]", "1980-01-08")
    sent(resident)
    resident.goto("/cases/raise/")
    resident.select_option("[name=kind]", "complaint")
    resident.fill("[name=title]", "The lamp by the lock is dark")
    resident.select_option("[name=category]", label="Street lights")
    resident.select_option("[name=unit]", label="Canal ward")
    press(resident, resident.get_by_role("button", name="Send", exact=True))
    expect(resident.get_by_role("heading", name="The lamp by the lock is dark")).to_be_visible()
    case = resident.url

    clerk.goto("/desk/")
    clerk.get_by_role("link", name="The lamp by the lock is dark").first.click()
    number = re.search(r"/cases/(\d+)/", case)
    assert number
    clerk.goto(f"/cases/{number[1]}/mark-done/")
    clerk.fill("[name=text]", "A new lamp burns since Monday.")
    sent(clerk)
    assert town.post.found("ada@example.org", r"(A new lamp burns since Monday\.)")

    # Confirmed from the letter: nobody is signed in here.
    letter = town.somebody(width=390)
    letter.goto(town.post.found("ada@example.org", r"Yes, it is solved:?\s+http://[^/]+(/\S+)"))
    assert_accessible(letter)
    assert_fits(letter)
    letter.locator("main form input[type=radio]").first.check()
    press(letter, letter.locator("main form .form-actions button").first)
    expect(letter.get_by_text("confirmed", exact=False).first).to_be_visible()
    resident.goto(case)
    expect(resident.get_by_text("confirmed", exact=False).first).to_be_visible()
    assert_fits(resident)


def a_case_by_telephone(clerk: Page) -> None:
    """Taken in for somebody who calls: the number is said at once, with a receipt."""
    clerk.goto("/cases/take-in-case/")
    clerk.locator("[name=channel]").first.evaluate(
        "field => field.tagName == 'SELECT' ? 0 : field.click()"
    )
    if clerk.locator("select[name=channel]").count():
        clerk.select_option("[name=channel]", "phone")
    clerk.fill("[name=name]", "Grace")
    clerk.select_option("[name=kind]", "request")
    clerk.fill("[name=title]", "A bench by the weir")
    clerk.select_option("[name=category]", label="Street lights")
    clerk.select_option("[name=unit]", label="Canal ward")
    press(clerk, clerk.locator("main form[enctype] .form-actions button").first)
    expect(clerk.get_by_text("A bench by the weir").first).to_be_visible()


def a_case_by_mail(town: Town, clerk: Page) -> None:
    """Written to the hall's address; its sender confirms by the link in the answer, and says where it is."""
    words = message("It has been dark for a week.", subject="No light at the bridge", photos=1)
    town.mailbox.put(words.as_bytes())
    writer = town.somebody(width=390)
    writer.goto(town.post.found(CITIZEN, r"http://[^/]+(/cases/by-mail/\S+)"))
    assert_accessible(writer)
    assert_fits(writer)
    writer.select_option("[name=category]", label="Street lights")
    writer.select_option("[name=unit]", label="Canal ward")
    press(writer, writer.locator("main form .form-actions button").first)
    clerk.goto("/desk/")
    expect(clerk.get_by_role("link", name="No light at the bridge").first).to_be_visible()
