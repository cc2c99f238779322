"""A whole sitting in a real browser: called, opened, an amendment and the motion voted on, carried out, minutes read."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonhall.actions.action_pages import url_of
from commonhall.decisions.amendments.models import MotionAmendment
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.actions import call_sitting
from commonhall.decisions.sittings.models import Sitting
from commonhall.delivery.plan.actions import adopt_item
from commonhall.delivery.plan.models import Item
from tests.actions.samples import set_fields
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.decisions.council import seated
from tests.decisions.teller_pages import send
from tests.kit import Hall, found_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=False).first.click()
    page.wait_for_load_state()


def vote(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("main form button[value=yes]").first.click()
    page.wait_for_load_state()


def tabled(page: Page, hall: Hall) -> Motion:
    """A member puts a goal before the council, on the page of the action itself."""
    page.goto(url_of(adopt_item))
    send(
        page,
        level="goal",
        names_en="Quiet nights",
        unit=str(hall.unit("north").pk),
        body=str(hall.body("parks").pk),
        motion_reasons="People cannot sleep.",
    )
    return Motion.objects.get()


def called(page: Page, motion: Motion) -> Sitting:
    """The chair calls a sitting with this motion; then its hour comes."""
    page.goto(url_of(call_sitting))
    begins = timezone.localtime(timezone.now() + timedelta(days=4))
    send(page, starts_at=begins.strftime("%Y-%m-%d %H:%M"), where="Town hall, room 1")
    sitting = Sitting.objects.get()
    page.goto(f"{sitting.get_absolute_url()}set-agenda/")
    send(page, motions=str(motion.pk))
    set_fields(sitting, starts_at=timezone.now() - timedelta(minutes=1))
    return sitting


def test_a_sitting_from_its_call_to_its_minutes(hall: Hall, open_page: OpenPage) -> None:
    members = seated(hall)
    # The first page of a process makes style sheets and templates ready: not within a browser's patience.
    Client().get("/decisions/")
    chair, *others = [open_page("/decisions/", client=signed_in(one)) for one in members]
    motion = tabled(others[0], hall)
    sitting = called(chair, motion)
    address = sitting.get_absolute_url()
    chair.goto(f"{address}open/")
    send(chair)
    chair.goto(address)
    chair.get_by_label("Member 1").check()
    press(chair, "Note them")
    expect(chair.get_by_text("Enough are here")).to_be_visible()

    # An amendment comes first.
    others[1].goto(f"{motion.get_absolute_url()}amend/")
    send(others[1], names_en="Quiet nights and mornings", motion_reasons="Mornings, too.")
    amendment = MotionAmendment.objects.get()
    for page in (chair, *others):
        vote(page, motion.get_absolute_url())
    chair.goto(motion.get_absolute_url())
    chair.get_by_role("link", name="Conclude the amendment").click()
    send(chair)
    amendment.refresh_from_db()
    assert amendment.state == MotionAmendment.State.PASSED

    # Then the motion, by roll-call, from the sitting's page.
    for page in (chair, *others):
        vote(page, address)
    chair.goto(address)
    # Whoever has voted is there, noted or not.
    expect(chair.get_by_text("3 are here")).to_be_visible()
    assert_accessible(chair)
    screenshot(chair, "sitting-now")
    narrow = open_page(address, width=390, client=signed_in(members[0]))
    assert_fits(narrow)
    screenshot(narrow, "sitting-now-390")
    chair.get_by_role("link", name="Conclude the roll-call").first.click()
    send(chair)
    item = Item.objects.get()
    assert item.names["en"] == "Quiet nights and mornings"
    chair.goto(address)
    chair.get_by_role("link", name="Close the sitting").first.click()
    send(chair)
    chair.goto(f"{address}write-minutes/")
    send(chair, text="Two residents spoke.")

    reader = open_page(address)
    expect(reader.get_by_text("Two residents spoke.")).to_be_visible()
    expect(reader.get_by_text(re.compile("3 in favour"))).to_be_visible()
    assert_accessible(reader)
    screenshot(reader, "sitting-minutes")
    reader.goto(item.get_absolute_url())
    expect(reader.locator("h1")).to_have_text("Quiet nights and mornings")
