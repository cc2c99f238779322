"""The pages behind links in letters, and those that look after letters: accessible, and fitting a telephone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from commonhall.cases.cases import actions
from commonhall.core import jobs
from commonhall.core.models import Letter
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.cases.mail_kit import HALL, confirm_path, message, take_in
from tests.kit import found_hall, signed_in
from tests.words import SOURCE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_pages_of_letters_are_accessible_and_fit(
    home: Path, settings: Any, open_page: OpenPage, width: int, scheme: Any
) -> None:
    settings.MAIL_IN = {**settings.MAIL_IN, "address": HALL}
    settings.LETTERS_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    hall = found_hall()
    case = hall.raise_case(title="The lamp in front of number 12 is dark")
    actions.mark_done.perform(hall.parks, case, text="A new lamp hangs there since Monday.")
    while jobs.run_one("tester"):
        pass
    links = re.findall(r"/cases/\d+/by-letter/\S+", mail.outbox[-1].body)
    mail.outbox.clear()
    take_in(message(photos=2))
    now = timezone.now()
    for number, state in enumerate(("refused", "refused", "refused", "given_up", "waiting")):
        Letter.objects.create(
            address=f"p{number}@example.org",
            sender=HALL,
            message=b"x",
            state=state,
            error="550 5.1.1 no",
            made_at=now,
            due_at=now,
            done_at=now,
        )
    office = signed_in(hall.clerk)
    for name, address, client in (
        ("solved", links[0], Client()),
        ("not-solved", links[1], Client()),
        ("forged", links[0][:-2] + "/", Client()),
        ("confirm", confirm_path(mail.outbox[-1]), Client()),
        ("desk-letters", "/desk/letters/", signed_in(hall.parks)),
        ("queue", "/administration/letters/", office),
        ("kinds", "/administration/letters/kinds/", office),
        ("kind", "/administration/letters/kinds/cases.mark_done/", office),
        ("words", "/law/settle-letter-words/", office),
    ):
        page = open_page(address, width=width, scheme=scheme, client=client)
        if name == "words":
            page.fill(f"[name=greeting_{SOURCE}]", "Good day,")
            page.click("main form .form-actions button")
            page.wait_for_selector("iframe")
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, f"letters-{name}-{width}")
        page.context.close()
