"""With scripts, votes and lists change in place: nothing jumps, nothing typed is lost, addresses stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from commonhall.consultations.conversations.models import StatementVote
from tests.browser_kit import OpenPage
from tests.consultations import kit
from tests.kit import Hall, found_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def mark(page: Page) -> None:
    page.evaluate("window.stays = true")


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stays === true"))


def test_votes_go_on_without_loading_the_page(hall: Hall, open_page: OpenPage) -> None:
    conversation = kit.opened(hall)
    kit.join(conversation, hall.resident)
    page = open_page(f"/conversations/{conversation.pk}/vote/", client=signed_in("resident"))
    mark(page)
    page.fill("main [name=text]", "Half a thought")
    title = page.title()
    page.click("main button[name=value][value='1']")
    expect(page.locator("#votes-given")).to_have_text("1")
    expect(page.locator("#statement")).to_be_focused()
    assert StatementVote.objects.get().value == 1
    assert stayed(page) and page.input_value("main [name=text]") == "Half a thought"
    assert page.title() != title and page.url.endswith("/vote/")
    for seen in range(2, len(kit.TEXTS) + 1):
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#votes-given")).to_have_text(str(seen))
        expect(page.locator("#statement")).to_be_focused()
    expect(page.locator("#statement .empty")).to_be_visible()
    assert stayed(page) and StatementVote.objects.count() == len(kit.TEXTS)


def test_a_vote_after_the_session_ended_leads_to_signing_in(
    hall: Hall, open_page: OpenPage
) -> None:
    conversation = kit.opened(hall)
    kit.join(conversation, hall.resident)
    page = open_page(f"/conversations/{conversation.pk}/vote/", client=signed_in("resident"))
    names = [one["name"] for one in page.context.cookies() if "session" in one["name"]]
    for name in names:
        page.context.clear_cookies(name=name)
    page.click("main button[name=value][value='1']")
    page.wait_for_url("**/account/login/**")
    assert not StatementVote.objects.exists()


def test_a_vote_after_the_end_says_so_as_a_page(hall: Hall, open_page: OpenPage) -> None:
    conversation = kit.opened(hall)
    kit.join(conversation, hall.resident)
    page = open_page(f"/conversations/{conversation.pk}/vote/", client=signed_in("resident"))
    kit.close(hall, conversation)
    page.click("main button[name=value][value='1']")
    page.wait_for_selector("main button[name=value]", state="detached")
    assert not StatementVote.objects.exists()
    assert page.locator("main h1").count() == 1


def test_a_list_is_narrowed_and_gone_back_from_in_place(hall: Hall, open_page: OpenPage) -> None:
    for number in range(3):
        hall.raise_case(title=f"Lamp {number}")
    page = open_page("/cases/", client=signed_in("resident"))
    mark(page)
    page.fill("main form.filter [name=q]", "Lamp 1")
    page.click("main form.filter button")
    page.wait_for_url("**q=Lamp%201**")
    expect(page.locator("main .items > li")).to_have_count(1)
    expect(page.locator("#said")).to_contain_text("1")
    assert stayed(page)
    assert page.evaluate("document.activeElement.closest('form.filter') !== null")
    assert page.locator("main#main").count() == 1
    page.go_back()
    expect(page.locator("main .items > li")).to_have_count(3)
    # No page is kept in the browser by the script, for whoever sits down there next.
    kept = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)].join()"
    assert "history-cache" not in page.evaluate(kept)
