"""A real browser for the tests of every app.

The root conftest brings the fixtures (once: two browsers in one process would collide):

    from tests.browser_kit import chromium, open_page  # noqa: F401

and mark the tests `@pytest.mark.browser`. A page opened here may not write errors to its console,
break its own security policy or talk to another host; the test fails at its end if it did.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright

# Playwright's event loop runs in the test's thread; the database is used beside it, not in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = Path(__file__).resolve().parent.parent / "screenshots"
MAX_BYTES = 150_000
Scheme = Literal["light", "dark"]


class OpenPage(Protocol):
    """What the fixture `open_page` gives."""

    def __call__(
        self,
        path: str,
        *,
        width: int = 1280,
        scheme: Scheme = "light",
        language: str = "en",
        javascript: bool = True,
        client: Client | None = None,
    ) -> Page:
        """Open a path of the site; `client` lends its session (a signed-in person)."""
        ...


def chromium_path() -> str:
    """Where Chromium is: $CHROMIUM, or the system's."""
    found = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not found:
        pytest.skip("no Chromium on this machine (set CHROMIUM to its path)")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class _Watch:
    """Everything a page did that it should not have, and what it fetched."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.faults: list[str] = []
        self.responses: list[Response] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("response", lambda response: self.responses.append(response))

    def _console(self, message: Any) -> None:
        # A missing or refused page is the test's own business; a broken one is a fault.
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"foreign host: {request.url}")


_watches: dict[int, _Watch] = {}


@pytest.fixture
def open_page(chromium: Browser, live_server: Any) -> Iterator[OpenPage]:
    """Open pages of the running site; see `OpenPage`."""
    contexts: list[BrowserContext] = []
    watches: list[_Watch] = []

    def opened(
        path: str,
        *,
        width: int = 1280,
        scheme: Scheme = "light",
        language: str = "en",
        javascript: bool = True,
        client: Client | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=language,
            base_url=live_server.url,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if client is not None:
            context.add_cookies(
                [
                    {"name": key, "value": morsel.value, "url": live_server.url}
                    for key, morsel in client.cookies.items()
                ]
            )
        page = context.new_page()
        watch = _Watch(page, live_server.url)
        watches.append(watch)
        _watches[id(page)] = watch
        page.goto(path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


def assert_accessible(
    page: Page, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()
) -> None:
    """No finding of axe by WCAG 2.2 A and AA and its best practices; `without` and `only` name rules."""
    options = {
        "runOnly": {"type": "rule", "values": only} if only else {"type": "tag", "values": WCAG},
        "rules": {rule: {"enabled": False} for rule in without},
        # What was found well is neither described nor sent: on a long page that took most of the time.
        "resultTypes": ["violations"],
    }
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "options => axe.run(options).then(results => results.violations)", options
    )
    lines = [
        f"{finding['id']}: {finding['help']}\n    "
        + "\n    ".join(f"{node['target']} {node['html'][:160]}" for node in finding["nodes"][:5])
        for finding in found
    ]
    assert not found, "\n".join(lines)


def assert_fits(page: Page) -> None:
    """The page never scrolls sideways."""
    over = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert over <= 0, f"{over} px too wide"


def transferred_bytes(page: Page, count: Callable[[Response], bool] | None = None) -> int:
    """Bytes the page took so far, with text as gzip sends it and photographs left out."""
    total = 0
    for response in _watches[id(page)].responses:
        kind = response.headers.get("content-type", "")
        if (
            response.status != 200
            or kind.startswith("image/jpeg")
            or (count and not count(response))
        ):
            continue
        body = response.body()
        text = kind.startswith("text/") or any(sign in kind for sign in ("json", "script", "svg"))
        total += len(gzip.compress(body, 6)) if text else len(body)
    return total


def screenshot(page: Page, name: str) -> Path:
    """A picture of the whole page in the git-ignored folder `screenshots/`."""
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
