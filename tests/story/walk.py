"""Walking the house as people do: a page, a form, a button; no script, and a calendar that can be turned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page

from commonhall.actions.actors import Actor, Kind
from commonhall.core import clock
from tests.browser_kit import OpenPage, assert_fits, screenshot
from tests.kit import code_of, signed_in
from tests.words import in_, shown


class Calendar:
    """The house's clock, turned by hand: the twentieth of the month before last, and days after it."""

    def __init__(self, monkeypatch: Any) -> None:
        first = timezone.localdate().replace(day=1)
        for _month in range(2):
            first = (first - timedelta(days=1)).replace(day=1)
        day = first.replace(day=20)
        self.start = timezone.make_aware(datetime(day.year, day.month, day.day, 9))
        self.now = self.start
        monkeypatch.setattr(clock, "now", lambda: self.now)

    def turn(self, days: float) -> None:
        """Let so many days pass."""
        self.now += timedelta(days=days)

    def day(self, ahead: int = 0) -> date:
        return timezone.localdate(self.now + timedelta(days=ahead))


class Walk:
    """People with a browser each. `words` picks the language they write in."""

    def __init__(self, open_page: OpenPage, language: str, width: int) -> None:
        self.open_page, self.language, self.width = open_page, language, width
        self.pages: dict[str, Page] = {}

    def words(self, words: str) -> str:
        """What somebody writes in their language."""
        return in_(self.language, words)

    def shown(self, message: str) -> str:
        """What a page says in that language."""
        return shown(self.language, message)

    def page(self, who: Actor | None) -> Page:
        """The browser of somebody, signed in and acting as that subject; None is a stranger."""
        key = who.ref if who else ""
        if key not in self.pages:
            client = Client() if who is None else signed_in(who, confirmed=False)
            if who is not None and who.kind is Kind.OFFICE:
                # Who holds an office has a second factor: here, codes on paper.
                code_of(who.account)
            self.pages[key] = self.open_page(
                "/help/", client=client, javascript=False, language=self.language, width=self.width
            )
        return self.pages[key]

    def go(self, who: Actor | None, path: str) -> Page:
        page = self.page(who)
        page.goto(path)
        return page

    def read(self, who: Actor | None, path: str) -> str:
        """What a page says, as text."""
        return self.go(who, path).locator("main").inner_text()

    def fill(self, page: Page, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            self._set(page.locator(f'main [name="{name}"]'), value)

    def _set(self, field: Locator, value: Any) -> None:
        first = field.first
        tag = first.evaluate("one => one.tagName.toLowerCase()")
        kind = first.get_attribute("type") or ""
        if tag == "select":
            first.select_option(str(value))
        elif kind == "radio":
            field.and_(field.page.locator(f'[value="{value}"]')).check(force=True)
        elif kind == "checkbox":
            first.set_checked(bool(value), force=True)
        elif kind == "hidden":
            first.evaluate("(one, value) => { one.value = value }", str(value))
        else:
            first.fill(str(value))

    def do(self, who: Actor, path: str, **fields: Any) -> Page:
        """Open a form, fill it in, send it; what it complains about fails the test."""
        page = self.go(who, path)
        self.fill(page, fields)
        self._confirm(who, page)
        self.send(page)
        # A form that was taken leads on; one that was not shows itself again and says what is wrong.
        here = page.url.removeprefix(page.evaluate("location.origin"))
        assert here != path, f"{path}: {page.locator('main').inner_text()}"
        return page

    def _confirm(self, who: Actor, page: Page) -> None:
        """Type a code where the page asks for a second factor."""
        asked = page.locator('main [name="second_factor"]')
        if asked.count():
            asked.fill(code_of(who.account))

    def send(self, page: Page) -> None:
        page.locator("main .content form .form-actions button").first.click()
        page.wait_for_load_state()

    def refused(self, who: Actor, path: str, **fields: Any) -> str:
        """Send a form that the house must refuse; what it says."""
        page = self.go(who, path)
        form = page.locator("main .content form .form-actions button")
        if form.count():
            self.fill(page, fields)
            self._confirm(who, page)
            self.send(page)
        return page.locator("main").text_content() or ""

    def look(self, who: Actor | None, path: str, name: str) -> str:
        """Open a page, hold it to what every page owes, keep its picture; returns its text."""
        page = self.go(who, path)
        assert_fits(page)
        screenshot(page, f"story-{name}-{self.language}-{self.width}")
        return page.locator("main").inner_text()
