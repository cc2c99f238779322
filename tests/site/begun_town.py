"""A hall that a test founds in a real browser: its mail server, its people, and what they do on the way.

Fixtures here (`post`, `town`) are imported by the tests that use them.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import re
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser_kit import assert_accessible, assert_fits
from tests.cases.mail_kit import HALL
from tests.cases.test_imap import USER, WORD, Mailbox, running_server
from tests.site.test_serving import Served, free_port, until

EXAMPLES = Path(__file__).parents[2] / "examples"
PHRASE = "the canal is long and calm"
ROLL = 5000


@dataclass
class Post:
    """A mail server; `letters` are (address, whole text) as they came."""

    letters: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        read: Any = message_from_bytes(envelope.content, policy=policy.default)
        text = str(read.get_body(("plain",)).get_content())
        sender = str(read["from"])
        self.letters += [(one, f"{sender}\n{read['subject']}\n{text}") for one in envelope.rcpt_tos]
        return "250 OK"

    def found(self, address: str, pattern: str) -> str:
        """The newest letter to an address in which this is found: its first group."""
        hits: list[str] = []

        def look() -> bool:
            hits[:] = [
                match[1]
                for to, text in reversed(self.letters)
                if to == address and (match := re.search(pattern, text))
            ]
            return bool(hits)

        until(look, 60)
        return hits[0]


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real IMAP server: what people write to the hall lies there until it is fetched."""
    for box in running_server("--no-tls"):
        box.empty()
        yield box


@pytest.fixture
def town(
    tmp_path: Path,
    post: tuple[Post, int],
    mailbox: Mailbox,
    chromium: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Town]:
    port = free_port()
    monkeypatch.setenv("COMMONHALL_MAIL_IN", HALL)
    monkeypatch.setenv("COMMONHALL_IMAP_HOST", "127.0.0.1")
    monkeypatch.setenv("COMMONHALL_IMAP_PORT", str(mailbox.port))
    monkeypatch.setenv("COMMONHALL_IMAP_TLS", "none")
    monkeypatch.setenv("COMMONHALL_IMAP_USER", USER)
    monkeypatch.setenv("COMMONHALL_IMAP_PASSWORD", WORD)
    monkeypatch.setenv("COMMONHALL_EMAIL_URL", f"smtp://127.0.0.1:{post[1]}")
    monkeypatch.setenv("COMMONHALL_URL", f"http://127.0.0.1:{port}")
    # Those who come without a browser say from where, as behind a proxy.
    monkeypatch.setenv("COMMONHALL_TRUSTED_PROXIES", "127.0.0.1")
    served = Served(tmp_path, port=port)
    made = Town(f"http://127.0.0.1:{port}", served.told, post[0], mailbox, chromium)
    try:
        yield made
    finally:
        for context in made.contexts:
            context.close()
        served.process.terminate()
        with contextlib.suppress(Exception):
            served.process.wait(20)


@dataclass
class Town:
    """The hall that is served, and who looks at it."""

    url: str
    told: Path
    post: Post
    mailbox: Mailbox
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def somebody(self, width: int = 1280) -> Page:
        """A browser of somebody else."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="en-GB",
            base_url=self.url,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    def link(self) -> str:
        found: list[str] = []

        def look() -> bool:
            found[:] = re.findall(r"http://\S+(/set-up/\?key=\S+)", self.told.read_text())
            return bool(found)

        until(look)
        return found[0]


def press(page: Page, button: Locator) -> None:
    """Press a button and wait for the page it leads to."""
    with page.expect_navigation():
        button.click()


def sent(page: Page, which: str = "main form .form-actions button") -> None:
    """Press the form's own button."""
    press(page, page.locator(which).first)


def code_of(secret: str) -> str:
    """A one-time code (RFC 6238) as an authenticator app shows it."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(
        base64.b32decode(padded), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1
    ).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def sign_up(page: Page, town: Town, address: str) -> None:
    page.fill("[name=email]", address)
    page.fill("[name=password1]", PHRASE)
    sent(page, "main form button")
    code = town.post.found(address, r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")
    page.fill("[name=code]", code)
    sent(page, "main form button")


def roll_file(folder: Path) -> Path:
    """A roll of 5,000 residents: number N was born on day N % 28 + 1 of January 1980."""
    roll = folder / "roll.csv"
    lines = [f"H-{number},1980-01-{number % 28 + 1:02d}," for number in range(ROLL)]
    roll.write_text("\n".join(["number,born,unit", *lines]))
    return roll


def set_up(town: Town, roll: Path) -> None:
    """The guided set-up, page by page."""
    page = town.somebody()
    page.goto(town.link())
    for box in page.locator("[name=others]").all():
        box.uncheck()
    page.select_option("[name=time_zone]", "Europe/London")
    page.fill("[name=currency]", "GBP")
    sent(page)
    page.fill("[name=name_en]", "Harrowford")
    sent(page)
    page.set_input_files("[name=file]", EXAMPLES / "harrowford.geojson")
    sent(page)
    page.check("[value=english-town]")
    sent(page)
    sent(page)
    page.fill("[name=body-council-holder]", "mayor@example.org")
    page.fill("[name=body-hall-holder]", "clerk@example.org")
    page.fill("[name=body-reviewer-holder]", "reviewer@example.org")
    assert_accessible(page)
    sent(page)
    # No article of the town's own.
    assert_accessible(page)
    assert_fits(page)
    sent(page)
    page.select_option("[name=pack]", "english-town")
    sent(page)
    sent(page)
    sent(page)
    page.set_input_files("[name=file]", roll)
    sent(page)
    expect(page.get_by_text("5,000 lines were read")).to_be_visible()
    sent(page)
    assert_accessible(page)
    assert_fits(page)
    sent(page, "main form button")
    expect(page.get_by_role("heading", name="The hall is founded")).to_be_visible()


def come_into_office(town: Town, address: str) -> Page:
    """By the link in the letter: an account, a second factor, acceptance; then act in the office."""
    page = town.somebody()
    link = town.post.found(address, r"http://[^/]+(/invitations/\S+)")
    page.goto(link)
    press(page, page.get_by_role("link", name="Create an account"))
    sign_up(page, town, address)
    page.goto("/account/2fa/totp/activate/")
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PHRASE)
        sent(page, "main form button")
    found = re.search(r"\b[A-Z2-7]{32}\b", page.content())
    assert found
    page.fill("[name=code]", code_of(found[0]))
    sent(page, "main form button")
    page.goto(link)
    press(page, page.get_by_role("link", name="Accept the office"))
    if page.locator("[name=second_factor]").count():
        # A code serves once: wait for the next.
        time.sleep(31 - time.time() % 30)
        page.fill("[name=second_factor]", code_of(found[0]))
    sent(page)
    expect(page.get_by_text("You now hold the office.")).to_be_visible()
    page.goto("/me/")
    page.locator("main form[action*=acting] input[type=radio]").last.check()
    sent(page, "main form[action*=acting] button")
    expect(page.get_by_text("Acting as").first).to_be_visible()
    return page
