"""A town votes on a budget: prepared on pages, cast by HTTP, opened by tellers in their own browsers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from playwright.sync_api import Page, expect

from commonhall.methods.budgeting.pabulib import PabulibFile, read_pabulib, split_cell
from tests.browser_kit import assert_accessible, assert_fits
from tests.decisions.teller_pages import joined, send
from tests.site.begun_town import PHRASE, Town, press, sign_up
from tests.site.test_serving import command, until

TELLERS = ("tom@example.org", "tea@example.org", "tim@example.org")
ZONE = ZoneInfo("Europe/London")
# The first numbers of the roll belong to others in the story.
FIRST = 100


@dataclass
class Voter:
    """A resident who comes by HTTP, without a browser, from an address of their own."""

    url: str
    number: int
    web: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        there = f"198.51.{100 + self.number // 250}.{self.number % 250 + 1}"
        self.web = httpx.Client(
            base_url=self.url,
            follow_redirects=True,
            timeout=120,
            headers={"X-Forwarded-For": there, "Accept-Language": "en"},
        )

    @property
    def mail(self) -> str:
        return f"voter{self.number}@example.org"

    def send(self, path: str, page: str = "", **values: str) -> httpx.Response:
        """Send the form of a page (which may have been read before); the page that follows."""
        token = re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', page or self.web.get(path).text
        )
        assert token, path
        answer = self.web.post(
            path,
            data={"csrfmiddlewaretoken": token[1], **values},
            headers={"Referer": self.url + path, "Origin": self.url},
        )
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer

    def sign_up(self) -> None:
        self.send("/account/signup/", email=self.mail, password1=PHRASE)

    def confirm(self, town: Town) -> None:
        """By the code in the letter, then by the roll."""
        code = town.post.found(self.mail, r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")
        self.send("/account/confirm-email/", code=code)
        born = f"1980-01-{(FIRST + self.number) % 28 + 1:02d}"
        self.send("/me/verify/", number=f"H-{FIRST + self.number}", born=born)

    def vote(self, election: int, chosen: list[str]) -> None:
        """Tick the projects of these names and hand the ballot in; the tracker is shown once."""
        path = f"/decisions/{election}/vote/"
        page = self.web.get(path).text
        rows = re.findall(r'type="checkbox"\s+name="(o\d+)".*?<strong>(.*?)</strong>', page, re.S)
        boxes = {unescape(name).strip(): box for box, name in rows}
        answer = self.send(path, page, mark="ABCD2345", **{boxes[name]: "on" for name in chosen})
        assert re.search(r"<code>ABCD-2345(-[0-9A-Z]{4}){5}</code>", answer.text)


def leave_is_given(reviewer: Page, election: int) -> None:
    """Seven days of asking do not fit into a test: the reviewer gives leave, in public, with reasons."""
    reviewer.goto("/law/asking/")
    rule = reviewer.locator("main li").filter(has_text="Open the vote")
    press(reviewer, rule.get_by_role("link", name="Allow a decision although few took part"))
    assert_accessible(reviewer)
    council = reviewer.locator("main [name=body] option").filter(has_text="ouncil").first
    send(
        reviewer,
        matter=f"/decisions/{election}/",
        body=council.get_attribute("value") or "",
        text="The projects were collected and talked over for a year.",
        ends=f"{datetime.now(ZONE) + timedelta(days=30):%Y-%m-%d}",
    )
    reviewer.goto("/law/asking/")
    expect(reviewer.get_by_text("talked over for a year").first).to_be_visible()


def budget_is_voted(
    town: Town, mayor: Page, reviewer: Page, source: Path, voters: int, folder: Path
) -> None:
    """The whole way from a file of projects to winners in the plan."""
    real = read_pabulib(source.read_text(encoding="utf-8"))
    election = prepared(mayor, source, len(real.projects))
    leave_is_given(reviewer, election)
    tellers = {mail: town.somebody() for mail in TELLERS}
    for mail, page in tellers.items():
        page.goto("/account/signup/")
        sign_up(page, town, mail)
        mayor.goto(f"/decisions/{election}/name-teller/")
        send(mayor, person=mail)
    (folder / "tellers").mkdir()
    keys = {mail: joined(page, election, folder / "tellers") for mail, page in tellers.items()}

    people = [Voter(town.url, number) for number in range(voters)]
    for one in people:
        one.sign_up()
    for one in people:
        one.confirm(town)
    closes = opened(mayor, election, voters)
    for one, chosen in zip(people, ballots(real, voters), strict=True):
        one.vote(election, chosen)

    until(lambda: time.time() > closes.timestamp(), 1200)
    until(lambda: state(town, election) == "closed")
    for mail in TELLERS[:2]:
        handed_in(tellers[mail], election, keys[mail], voters)
    for mail in TELLERS[:2]:
        signed(tellers[mail], election, keys[mail])
    until(lambda: state(town, election) == "counted")
    counted(town, mayor, election, folder)


def prepared(mayor: Page, source: Path, projects: int) -> int:
    """The vote with all projects of the file: checked first, then put on the ballot."""
    mayor.goto("/decisions/prepare-election/")
    mayor.select_option("[name=unit]", label="Harrowford")
    send(
        mayor,
        kind="budget",
        names_en="Green budget",
        form="approval",
        rule="mes",
        completion="add1",
        budget="1000000",
    )
    found = re.search(r"/decisions/(\d+)/", mayor.url)
    assert found
    for only_check in (True, False):
        mayor.goto(f"/decisions/{found[1]}/load-options/")
        mayor.set_input_files("main form [name=file]", source)
        mayor.locator("main form [name=dry_run]").set_checked(only_check)
        send(mayor)
        said = f"{projects} options" + ("" if only_check else " were put on the ballot")
        expect(mayor.get_by_text(said).first).to_be_visible()
    return int(found[1])


def opened(mayor: Page, election: int, voters: int) -> datetime:
    """Voting begins now; it ends at the first whole minute that leaves everybody time."""
    mayor.goto(f"/decisions/{election}/open/")
    assert_accessible(mayor)
    closes = datetime.now(ZONE) + timedelta(seconds=100 + voters)
    closes = closes.replace(second=0, microsecond=0)
    send(mayor, closes_at=f"{closes:%Y-%m-%d %H:%M}")
    expect(mayor.get_by_text("open", exact=False).first).to_be_visible()
    return closes


def ballots(real: PabulibFile, many: int) -> list[list[str]]:
    """What the first voters of the file chose, by the projects' names."""
    names = {
        row[real.project_header.index("project_id")]: row[real.project_header.index("name")].strip()
        for row in real.projects
    }
    place = real.vote_header.index("vote")
    return [[names[code] for code in split_cell(row[place])] for row in islice(real.votes, many)]


def told(town: Town, path: str) -> Any:
    return httpx.get(f"{town.url}/api/v1{path}", timeout=60).json()


def state(town: Town, election: int) -> str:
    return str(told(town, f"/elections/{election}")["state"])


def handed_in(page: Page, election: int, key: Path, envelopes: int) -> None:
    """A teller opens their parts in their own browser and hands them in."""
    page.goto(f"/decisions/{election}/hand-in-parts/")
    page.set_input_files("#teller-key", key)
    page.click("[data-part=open]")
    page.wait_for_selector("[data-part=said]:has-text('ready below')")
    assert page.inner_text("[data-part=count]") == f"{envelopes} of {envelopes} opened"
    send(page)
    expect(page.get_by_text("has sent parts").first).to_be_visible()


def signed(page: Page, election: int, key: Path) -> None:
    """A teller opens the whole set of envelopes in their own browser and signs the ballots."""
    page.goto(f"/decisions/{election}/sign-ballots/")
    page.set_input_files("#teller-key", key)
    page.click("[data-part=open]")
    page.wait_for_selector("[data-part=said]:has-text('ready below')")
    send(page)
    expect(page.get_by_text("has signed the ballots").first).to_be_visible()


def counted(town: Town, mayor: Page, election: int, folder: Path) -> None:
    """The published file counts alike by the command; what won, and nothing else, stands in the plan."""
    published = folder / "ballots.pb"
    published.write_bytes(
        httpx.get(f"{town.url}/decisions/{election}/ballots.pb", timeout=60).content
    )
    words = command("count", str(published), "--rule", "mes", "--completion", "add1", "--json")
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    counting = subprocess.run(words, check=True, capture_output=True, env=env)
    winners = set(json.loads(counting.stdout)["winners"])
    whole = told(town, f"/elections/{election}")
    assert winners and winners == set(whole["outcome"]["winners"])
    won = {row["name"] for row in whole["options"] if row["won"]}
    assert {row["code"] for row in whole["options"] if row["won"]} == winners
    planned: list[str] = []
    cursor = ""
    while True:
        page = told(town, f"/plan?size=50&cursor={cursor}")
        planned += [row["name"] for row in page["items"]]
        cursor = page["older"]
        if not cursor:
            break
    assert sorted(planned) == sorted(won)
    mayor.goto(f"/decisions/{election}/")
    expect(mayor.get_by_text(next(iter(won))).first).to_be_visible()
    assert_accessible(mayor)
    assert_fits(mayor)
    mayor.goto("/plan/")
    expect(mayor.get_by_text(next(iter(won))).first).to_be_visible()
