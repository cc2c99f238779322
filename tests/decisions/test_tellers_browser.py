"""A vote from its preparation to its result in a real browser; no teller's key ever leaves their browser."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from commonhall.core import clock
from commonhall.decisions.votes import envelopes, teller_files, timers
from commonhall.decisions.votes.models import Election, Envelope, TellerParts
from tests.browser_kit import OpenPage, assert_accessible, assert_fits, screenshot
from tests.decisions.kit import cast, voter
from tests.decisions.teller_pages import joined, send
from tests.decisions.test_pages import resident_lives_in
from tests.kit import Hall, found_hall, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELLERS = ("clerk", "parks", "roads")


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def lend(name: str, office: str = "") -> Client:
    """A session of somebody, in an office with its second factor."""
    return signed_in(name, office, confirmed=bool(office))


def prepared(hall: Hall, page: Page) -> Election:
    """A budget with two projects and three tellers, made on pages."""
    page.goto("/decisions/prepare-election/")
    send(
        page,
        kind="budget",
        names_en="Budget of the town",
        unit=str(hall.unit("root").pk),
        form="approval",
        rule="mes",
        completion="add1",
        budget="100",
    )
    election = Election.objects.get()
    for code, cost in (("a", "40"), ("b", "50")):
        page.goto(f"/decisions/{election.pk}/add-option/")
        send(page, code=code, names_en=f"Project {code}", cost=cost)
    for name in TELLERS:
        page.goto(f"/decisions/{election.pk}/name-teller/")
        send(page, person=f"{name}@example.org")
    return election


def test_a_vote_is_held_and_counted_by_tellers_in_their_browsers(
    hall: Hall, open_page: OpenPage, tmp_path: Path, monkeypatch: Any
) -> None:
    office = open_page("/decisions/", client=lend("chair", hall.chair.ref))
    election = prepared(hall, office)
    office.goto(f"/decisions/{election.pk}/open/")
    assert "Not all tellers have joined" in office.inner_text("main")
    pages = {name: open_page("/", client=lend(name)) for name in TELLERS}
    (tmp_path / "tellers").mkdir()
    keys = {name: joined(page, election.pk, tmp_path / "tellers") for name, page in pages.items()}
    told = [teller.public_key for teller in election.tellers.order_by("number")]
    read = [teller_files.read_key(keys[name].read_text()) for name in TELLERS]
    assert told == [one.public for one in read]
    secret = json.loads(keys["clerk"].read_text())["private"]["d"]

    closes = timezone.localtime(clock.now() + timedelta(days=7))
    office.goto(f"/decisions/{election.pk}/open/")
    send(office, closes_at=f"{closes:%Y-%m-%d %H:%M}")
    election.refresh_from_db()
    assert (election.state, election.completion, len(election.keys)) == ("open", "add1", 3)
    for number in range(3):
        cast(voter(hall, number), election, "a", "b")
    voted(hall, open_page, election)

    with clock.replay(clock.now() + timedelta(days=8)):
        assert timers.close_due() == 1 and timers.count_due() == 0
        handed_in(pages["clerk"], election, keys["clerk"], keys["parks"])
        assert timers.count_due() == 0
        offline(open_page, pages["roads"], election, keys["roads"], tmp_path)
        sent = b"".join(bytes(one.parts) for one in TellerParts.objects.all())
        assert secret.encode() not in sent and TellerParts.objects.count() == 2
        assert timers.count_due() == 0
        signed(pages["clerk"], election, keys["clerk"])
        assert timers.count_due() == 0
        signed_offline(open_page, pages["parks"], election, keys["parks"], tmp_path)
        assert timers.count_due() == 1
    election.refresh_from_db()
    assert election.state == "counted" and not Envelope.objects.exists()
    assert not TellerParts.objects.exists()
    office.goto(f"/decisions/{election.pk}/")
    said = office.inner_text("main")
    assert "entitled to vote" in said and sorted(election.result.outcome["winners"]) == ["a", "b"]
    assert election.result.outcome["votes"] == {"a": 3, "b": 4}


def voted(hall: Hall, open_page: OpenPage, election: Election) -> None:
    """A resident votes for b: their browser draws their own part of the tracker."""
    resident_lives_in(hall, "north")
    page = open_page(f"/decisions/{election.pk}/vote/", client=lend("resident"))
    assert_accessible(page)
    mark = page.input_value("[data-own-mark]")
    assert len(mark) == 8 and envelopes.tidy_mark(mark) == mark
    page.check(f"[name=o{election.options.get(code='b').pk}]")
    page.get_by_role("button", name="Seal my ballot").click()
    page.get_by_role("button", name="Cast this envelope").click()
    page.get_by_text("Your sealed envelope is in").wait_for()
    assert page.inner_text("main [data-part=tracker]").replace("-", "").startswith(mark)


def handed_in(page: Page, election: Election, key: Path, other: Path) -> None:
    """A teller opens their parts in the page and hands them in; another's key is told apart."""
    page.goto(f"/decisions/{election.pk}/hand-in-parts/")
    page.click("[data-part=open]")
    page.wait_for_selector("[data-part=said]:has-text('Choose your key file first')")
    page.set_input_files("#teller-key", other)
    page.click("[data-part=open]")
    page.wait_for_selector("[data-part=said]:has-text('not the one you joined')")
    page.set_input_files("#teller-key", key)
    page.click("[data-part=open]")
    page.wait_for_selector("[data-part=said]:has-text('ready below')")
    assert page.inner_text("[data-part=count]") == "4 of 4 opened"
    screenshot(page, "teller-hands-in")
    send(page)
    assert "has sent parts" in page.inner_text("main")


def offline(open_page: OpenPage, page: Page, election: Election, key: Path, folder: Path) -> None:
    """Another works with files: the page for working offline makes what the teller's page takes."""
    client = lend("roads")
    carried = folder / "envelopes.json"
    answer = client.get(f"/decisions/{election.pk}/tellers/envelopes.json?all=1")
    carried.write_bytes(answer.content)
    tool = folder / "tool.html"
    tool.write_bytes(client.get("/decisions/tellers/offline.html").content)
    here = open_page("/")
    here.goto(tool.as_uri())
    here.set_input_files("#teller-key", key)
    here.set_input_files("#teller-envelopes", carried)
    with here.expect_download() as download:
        here.click("[data-part=open]")
    parts = folder / "parts.json"
    download.value.save_as(parts)
    made = teller_files.open_parts(teller_files.read_key(key.read_text()), carried.read_text())
    assert teller_files.read_parts(parts.read_text()) == made
    page.goto(f"/decisions/{election.pk}/hand-in-parts/")
    page.set_input_files("form[enctype] [name=file]", parts)
    send(page)
    assert "has sent parts" in page.inner_text("main")


def signed(page: Page, election: Election, key: Path) -> None:
    """A teller opens all envelopes in the page, and signs the ballots."""
    page.goto(f"/decisions/{election.pk}/")
    assert "Sign the ballots" in page.inner_text("main")
    page.goto(f"/decisions/{election.pk}/sign-ballots/")
    page.set_input_files("#teller-key", key)
    page.click("[data-part=open]")
    page.wait_for_selector("[data-part=said]:has-text('ready below')")
    assert page.inner_text("[data-part=count]") == "4 of 4 opened"
    screenshot(page, "teller-signs")
    assert_accessible(page)
    assert_fits(page)
    send(page)
    assert "has signed the ballots" in page.inner_text("main")


def signed_offline(
    open_page: OpenPage, page: Page, election: Election, key: Path, folder: Path
) -> None:
    """Another carries all envelopes away. Browser and command find the same ballots, and see one taken out."""
    client = lend("parks")
    carried = folder / "whole.json"
    answer = client.get(f"/decisions/{election.pk}/tellers/whole-envelopes.json?all=1")
    carried.write_bytes(answer.content)
    whole = json.loads(answer.content)
    here = open_page("/")
    here.goto((folder / "tool.html").as_uri())
    here.set_input_files("#teller-key", key)
    for_less = folder / "less.json"
    for_less.write_text(json.dumps({**whole, "envelopes": whole["envelopes"][1:]}))
    here.set_input_files("#teller-envelopes", for_less)
    here.click("[data-part=open]")
    here.wait_for_selector("[data-part=said]:has-text('not the envelopes that were cast')")
    here.set_input_files("#teller-envelopes", carried)
    with here.expect_download() as download:
        here.click("[data-part=open]")
    file = folder / "signature.json"
    download.value.save_as(file)
    by_command = teller_files.sign_ballots(
        teller_files.read_key(key.read_text()), carried.read_text()
    )
    by_browser = teller_files.read_signature(file.read_text())
    assert by_browser.ballots == by_command.ballots and by_browser.number == 4
    page.goto(f"/decisions/{election.pk}/sign-ballots/")
    page.set_input_files("form[enctype] [name=file]", file)
    send(page)
    assert "has signed the ballots" in page.inner_text("main")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_of_tellers_fit_and_are_accessible(
    hall: Hall, open_page: OpenPage, width: int, scheme: Any
) -> None:
    from tests.decisions.kit import budget

    election = budget(hall)
    office = lend("chair", hall.chair.ref)
    for name in TELLERS:
        office.post(f"/decisions/{election.pk}/name-teller/", {"person": f"{name}@example.org"})
    view: dict[str, Any] = {"width": width, "scheme": scheme}
    clerk = lend("clerk")
    for path, client in (
        ("tellers/", clerk),
        ("join-as-teller/", clerk),
        ("name-teller/", office),
        ("open/", office),
        ("", clerk),
    ):
        page = open_page(f"/decisions/{election.pk}/{path}", client=client, **view)
        assert_accessible(page)
        assert_fits(page)
        screenshot(page, f"tellers-{path.strip('/') or 'vote'}-{width}")
    page = open_page("/decisions/prepare-election/", client=office, **view)
    assert_fits(page)
    screenshot(page, f"tellers-prepare-{width}")
