"""A conversation in a real browser: without scripts, on a phone, in both languages, accessibly."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from commonhall.consultations.conversations.models import Conversation, Statement, StatementVote
from commonhall.consultations.drafts.models import Amendment, Paragraph
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.consultations import kit
from tests.kit import Hall, found_hall, signed_in
from tests.words import OTHER, SOURCE, WIDE_AND_NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def lend(name: str, office: str = "") -> Client:
    return signed_in(name, office)


@pytest.mark.parametrize(("language", "width"), WIDE_AND_NARROW)
def test_asked_voted_closed_and_answered_without_scripts(
    hall: Hall, open_page: OpenPage, language: str, width: int
) -> None:
    view = {"language": language, "width": width, "javascript": False}
    conversation = kit.opened(hall)
    page = open_page(f"/conversations/{conversation.pk}/", client=lend("resident"), **view)  # type: ignore[arg-type]
    page.click("main .content a[href$='/vote/']")
    page.click("main form.confirm button")
    page.wait_for_selector("main button[name=value]")
    seen = 0
    while page.locator("main button[name=value]").count():
        page.click(f"main button[name=value][value='{(1, 0, -1)[seen % 3]}']")
        page.wait_for_load_state()
        seen += 1
    assert seen == len(kit.TEXTS) == StatementVote.objects.count()
    page.fill("main [name=text]", "路灯 light for all")
    page.click("main .content form[action$='/write-statement/'] button")
    page.wait_for_url("**/vote/")
    assert Statement.objects.filter(text="路灯 light for all").exists()
    page.goto(page.url.replace("/vote/", "/mine/"))
    page.locator("main form button[value='-1']").first.click()
    page.wait_for_url("**/mine/")
    kit.two_camps(hall, conversation)
    kit.close(hall, conversation)
    office = open_page(
        f"/conversations/{conversation.pk}/results/",
        client=lend("parks", hall.parks.ref),
        **view,  # type: ignore[arg-type]
    )
    while office.locator("main a[href*='/respond/']").count():
        office.locator("main a[href*='/respond/']").first.click()
        office.fill("[name=text]", "We do it.")
        office.click("main .content form .form-actions button")
        office.wait_for_url("**/results/")
    conversation.refresh_from_db()
    assert conversation.state == Conversation.State.ANSWERED


@pytest.mark.parametrize(("language", "width"), WIDE_AND_NARROW)
def test_a_paragraph_is_amended_and_answered_without_scripts(
    hall: Hall, open_page: OpenPage, language: str, width: int
) -> None:
    view = {"language": language, "width": width, "javascript": False}
    first = Paragraph.objects.get(draft=kit.draft(hall), place=1)
    page = open_page(f"/conversations/drafts/{first.draft_id}/", client=lend("resident"), **view)  # type: ignore[arg-type]
    page.locator("main a[href$='/amend/']").first.click()
    page.fill("[name=text]", "Lamps burn until dawn.")
    page.fill("[name=reason]", "Shifts.")
    page.click("main .content form .form-actions button")
    page.wait_for_url("**/amendments/*/")
    assert page.locator("ins").inner_text() == "dawn"
    moved = Amendment.objects.get()
    office = open_page(
        f"/conversations/amendments/{moved.pk}/answer/",
        client=lend("parks", hall.parks.ref),
        **view,  # type: ignore[arg-type]
    )
    office.fill("[name=text]", "Yes.")
    office.click("main .content form .form-actions button")
    office.wait_for_url(f"**/amendments/{moved.pk}/")
    first.refresh_from_db()
    assert first.text == "Lamps burn until dawn."


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "dark", SOURCE), (390, "light", OTHER)]
)
def test_pages_are_accessible_fit_and_are_light(
    hall: Hall, open_page: OpenPage, width: int, scheme: str, language: str
) -> None:
    conversation = kit.opened(hall)
    kit.two_camps(hall, conversation)
    kit.join(conversation, hall.resident)
    kit.vote(hall.resident, list(conversation.statements.order_by("pk")), *[1] * 8)
    draft = kit.draft(hall)
    table = kit.table(hall, kit.organisation(hall))
    statement = conversation.statements.order_by("pk")[0]
    client, number = lend("resident"), conversation.pk
    for path in (
        "",
        f"{number}/",
        f"{number}/vote/",
        f"{number}/mine/",
        f"{number}/results/",
        f"{number}/statements/",
        f"{number}/moderation/",
        f"statements/{statement.pk}/",
        "drafts/",
        f"drafts/{draft.pk}/",
        f"paragraphs/{draft.paragraphs.all()[0].pk}/",
        "tables/",
        f"tables/{table.pk}/",
    ):
        page = open_page(
            f"/conversations/{path}",
            width=width,
            scheme=scheme,
            language=language,
            client=client,  # type: ignore[arg-type]
        )
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES
        screenshot(page, f"consult-{path.replace('/', '-')}{width}")
        page.context.close()


@pytest.mark.parametrize(("language", "width"), WIDE_AND_NARROW)
def test_a_matter_is_found_by_words_and_chosen(
    hall: Hall, open_page: OpenPage, language: str, width: int
) -> None:
    for title in ("Dark crossing", "Dark bridge"):
        hall.raise_case(title=title)
    page = open_page(
        "/conversations/drafts/put-up/",
        client=lend("parks", hall.parks.ref),
        language=language,
        width=width,
    )
    page.fill("[name=title]", "Light")
    page.fill("[name=about]", "dark")
    page.press("[name=about]", "Enter")
    page.wait_for_selector("input[name=about_ref]")
    assert page.input_value("[name=title]") == "Light"
    assert page.locator("input[name=about_ref]").count() == 3
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"matter-{width}")
    page.locator("label[for=id_about_1]").click()
    page.click("main form .form-actions button")
    page.wait_for_selector("#error-summary")
    assert page.is_checked("#id_about_1")
    assert_accessible(page)
