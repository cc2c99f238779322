"""Cases for everybody in a real browser: without an account, without scripts, on a phone; a confidential one; my page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import mail

from commonhall.cases.cases import actions
from commonhall.cases.cases.models import Case
from commonhall.cases.evidence import actions as evidence
from commonhall.cases.me_too import actions as me_too
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.cases.everybody import SECRET, WRITER, asked, confidential, resident
from tests.cases.mail_kit import run_jobs
from tests.kit import Hall, found_hall, signed_in
from tests.words import texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 390


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


@pytest.mark.parametrize("javascript", [False, True])
def test_a_woman_without_an_account_raises_a_case_and_confirms_it_by_letter(
    hall: Hall, open_page: OpenPage, javascript: bool
) -> None:
    """On a phone, with and without scripts: she writes first, is told whom her text names, and confirms from the letter."""
    # The checker itself is a script.
    accessible = assert_accessible if javascript else assert_fits
    asked(hall, "colour", "choice", choices=[["red", texts("Red")], ["blue", texts("Blue")]])
    first = open_page("/cases/write/", width=PHONE, javascript=javascript)
    assert transferred_bytes(first) <= MAX_BYTES
    page = open_page("/cases/", width=PHONE, javascript=javascript)
    page.click("main a.button[href='/cases/raise/']")
    page.wait_for_url("**/cases/raise/")
    accessible(page)
    assert_fits(page)
    screenshot(page, "write-case-390")
    page.select_option("[name=kind]", "complaint")
    page.fill("[name=title]", "The lamp is dark")
    page.fill("[name=text]", "Mr Grey saw it, call 020 7946 0958.")
    page.select_option("[name=category]", str(hall.lamps.pk))
    page.select_option("[name=unit]", str(hall.unit("north").pk))
    if javascript:
        page.wait_for_selector("[name=answers_colour]")
        page.check("[name=answers_colour][value=red]")
        page.wait_for_timeout(600)
    page.fill("[name=email]", WRITER)
    send = "main form[enctype] .form-actions button"
    page.click(send)
    assert "Mr Grey" in page.inner_text("#similar")
    if not javascript:
        assert "This category asks something more" in page.inner_text("main")
    accessible(page)
    assert_fits(page)
    screenshot(page, "write-case-before-390")
    page.fill("[name=text]", "It has been dark for a week.")
    page.check("[name=answers_colour][value=red]")
    page.click(send)
    page.wait_for_url("**/cases/written/")
    accessible(page)
    screenshot(page, "written-390")
    found = re.search(r"https?://\S+/cases/by-mail/\S+", str(mail.outbox[-1].body))
    assert found is not None and not Case.objects.exists()
    page.goto(urlsplit(found[0]).path)
    accessible(page)
    assert_fits(page)
    screenshot(page, "confirm-390")
    page.click("main form[enctype] .form-actions button >> nth=0")
    page.wait_for_url("**/cases/*/")
    case = Case.objects.get()
    assert (case.title, case.extra) == ("The lamp is dark", {"colour": "red"})
    assert page.locator("a[href='/account/login/']").count() or "Sign in" in page.inner_text(
        "header"
    )


def test_a_confidential_case_is_read_by_its_body_alone(hall: Hall, open_page: OpenPage) -> None:
    case = confidential(hall)
    for width in (1280, PHONE):
        page = open_page(f"/cases/{case.pk}/", width=width)
        assert "Confidential case" in page.inner_text("h1")
        assert SECRET not in page.content() and "Hidden Lane" not in page.content()
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, f"confidential-{width}")
    office = open_page(
        f"/cases/{case.pk}/", width=PHONE, client=signed_in("parks", hall.parks.ref), scheme="dark"
    )
    assert SECRET in office.inner_text("main")
    assert_accessible(office)
    assert_fits(office)
    screenshot(office, "confidential-office-390-dark")


def test_questions_come_with_the_category_and_names_are_pointed_out(
    hall: Hall, open_page: OpenPage
) -> None:
    """With scripts the questions are fetched; what is named is still told before it is sent."""
    asked(hall, "pole", required=True)
    page = open_page("/cases/raise/", client=signed_in("resident"))
    page.select_option("[name=kind]", "complaint")
    page.fill("[name=title]", "The lamp is dark")
    page.fill("[name=text]", "Mr Grey saw it.")
    page.select_option("[name=category]", str(hall.lamps.pk))
    page.wait_for_selector("[name=answers_pole]")
    page.fill("[name=answers_pole]", "17")
    page.select_option("[name=unit]", str(hall.unit("north").pk))
    page.wait_for_timeout(700)
    assert_accessible(page)
    page.click("main form[enctype] .form-actions button")
    page.wait_for_load_state("load")
    assert "Mr Grey" in page.inner_text("#similar")
    assert page.input_value("[name=answers_pole]") == "17"
    page.click("main form[enctype] .form-actions button")
    page.wait_for_url("**/cases/*/")
    assert Case.objects.get().extra == {"pole": "17"}


@pytest.mark.parametrize("width", [1280, PHONE])
def test_my_page_shows_what_is_mine(hall: Hall, open_page: OpenPage, width: int) -> None:
    anna = resident(hall, "anna")
    case = hall.raise_case(title="The lamp outside number 12 is broken")
    me_too.say_me_too.perform(anna, case=case)
    evidence.add_evidence.perform(anna, case=case, text="It was dark on Monday, too.")
    actions.mark_done.perform(hall.parks, case=case, text="Done.")
    run_jobs()
    client = signed_in("resident")
    page = open_page("/me/", width=width, client=client)
    assert "Is it solved? Tell the body." in page.inner_text("main")
    assert_accessible(page)
    assert_fits(page)
    assert transferred_bytes(page) <= MAX_BYTES
    screenshot(page, f"me-{width}")
    page.click("main a[href='/me/following/']")
    page.wait_for_url("**/me/following/")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"following-{width}")
    shown = open_page(f"/cases/{case.pk}/", width=width, client=signed_in("anna"))
    assert_accessible(shown)
    assert_fits(shown)
    screenshot(shown, f"case-too-{width}")
