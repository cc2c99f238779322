"""What tellers and those who prepare votes do on the pages of votes, in a browser."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page


def send(page: Page, **values: str) -> None:
    """Fill the page's form and send it."""
    for name, value in values.items():
        field = page.locator(f"main form[enctype] [name={name}]").first
        kind = field.evaluate("field => field.type")
        if kind == "radio":
            page.check(f"main form[enctype] [name={name}][value={value}]")
        elif kind.startswith("select"):
            field.select_option(value)
        else:
            field.fill(value)
    page.click("main form[enctype] .form-actions button")
    page.wait_for_load_state()


def joined(page: Page, election: int, folder: Path) -> Path:
    """A teller makes a key on their own device and joins; where the key file lies."""
    page.goto(f"/decisions/{election}/join-as-teller/")
    with page.expect_download() as download:
        page.click("[data-part=make]")
    path = folder / f"{len(list(folder.iterdir()))}.json"
    download.value.save_as(path)
    page.wait_for_selector("[data-part=said]:not([hidden])")
    send(page)
    return path
