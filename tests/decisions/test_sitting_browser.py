"""A whole sitting in a real browser, in a hall as a stranger founds it: from a file, its members invited by letter. Called,
opened, an amendment and the motion voted on, carried out, minutes read."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonhall.actions.action_pages import url_of
from commonhall.actions.actors import Actor
from commonhall.decisions.amendments.models import MotionAmendment
from commonhall.decisions.motions.models import Motion
from commonhall.decisions.sittings.actions import call_sitting
from commonhall.decisions.sittings.models import Sitting
from commonhall.delivery.plan.actions import adopt_item
from commonhall.delivery.plan.models import Item
from commonhall.people import actors
from commonhall.people.bodies.models import Body
from commonhall.people.invitations import letters
from commonhall.people.invitations.actions import accept_office
from commonhall.people.invitations.models import Invitation
from commonhall.places.models import Unit
from commonhall.site.cli import main
from tests.actions.samples import set_fields
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.decisions.teller_pages import send
from tests.kit import person, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HALL = """
[hall]
name = "Thornby"

[[places]]
code = "north"
name = "North"
kind = "district"

[[bodies]]
code = "parks"
name = "Parks"
kind = "department"

[[offices]]
code = "council-chair"
holder = "chair@example.org"

[[offices]]
code = "member-1"
body = "council"
name = "Member 1"
holder = "member-1@example.org"

[[offices]]
code = "member-2"
body = "council"
name = "Member 2"
holder = "member-2@example.org"
"""


@pytest.fixture
def members(home: Path, tmp_path: Path) -> list[Actor]:
    """The council of a hall that was founded by the command: each member accepts the invitation that came by letter."""
    file = tmp_path / "hall.toml"
    file.write_text(HALL, encoding="utf-8")
    assert main(["found", "--file", str(file)]) == 0
    found = []
    for code in ("chair", "member-1", "member-2"):
        who = person(code)
        sent = Invitation.objects.get(email=f"{code}@example.org")
        accept_office.perform(actors.as_person(who), sent, code=letters.code_of(sent))
        found.append(actors.as_office(who, sent.office))
    return found


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=False).first.click()
    page.wait_for_load_state()


def vote(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("main form button[value=yes]").first.click()
    page.wait_for_load_state()


def tabled(page: Page) -> Motion:
    """A member puts a goal before the council, on the page of the action itself."""
    page.goto(url_of(adopt_item))
    send(
        page,
        level="goal",
        names_en="Quiet nights",
        unit=str(Unit.objects.get(code="north").pk),
        body=str(Body.objects.get(code="parks").pk),
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


def test_a_sitting_from_its_call_to_its_minutes(members: list[Actor], open_page: OpenPage) -> None:
    # The first page of a process makes style sheets and templates ready: not within a browser's patience.
    Client().get("/decisions/")
    chair, *others = [open_page("/decisions/", client=signed_in(one)) for one in members]
    motion = tabled(others[0])
    sitting = called(chair, motion)
    address = sitting.get_absolute_url()
    chair.goto(f"{address}open/")
    send(chair)
    chair.goto(address)
    chair.get_by_label("Member 1").check()
    press(chair, "Record attendance")
    expect(chair.get_by_text("There is a quorum")).to_be_visible()

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
