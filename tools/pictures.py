#!/usr/bin/env python3
"""Draw the sheet of the main pages, docs/pictures/pages.md, from a demo town built for it: `make pictures`.

The town is built in a folder of its own and served while Chromium looks at it: in the light and in the dark, wide and
on a phone. Each picture is the top of a page, at most 60 KB. What the sheet shows is the software as it is now.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser_kit import CHROMIUM_ARGUMENTS, chromium_path  # noqa: E402
from tests.words import OTHER, SOURCE  # noqa: E402

FOLDER = ROOT / "docs" / "pictures" / "pages"
SHEET = ROOT / "docs" / "pictures" / "pages.md"
MOST_BYTES = 60_000
WIDE, PHONE = (1280, 1500), (390, 844)
# How much smaller than the screen a picture is kept.
SCALES = {WIDE: 0.6, PHONE: 1.0}


@dataclass(frozen=True)
class Shot:
    """A page to show. first: where its address is found, as the first link of that kind on the page at `path`."""

    name: str
    words: str
    path: str
    first: str = ""
    dark: bool = False
    phone: bool = False
    language: str = SOURCE


# The first thing of a list.
LIST = ".items .item-title a"
SHOTS = (
    Shot("home", "Home: what one can do now, and what came of it", "/"),
    Shot("home-phone", "Home on a phone", "/", phone=True),
    Shot("home-other", "Home in another language, in the dark", "/", dark=True, language=OTHER),
    Shot("cases", "What residents raised", "/cases/"),
    Shot("cases-map", "The same on a map", "/cases/map/"),
    Shot("case", "One case, and what happened", "/cases/?state=confirmed&q=lamps", LIST),
    Shot("organisations-phone", "Organisations on a phone", "/organisations/", phone=True),
    Shot("conversation", "A conversation: common ground", "/conversations/2/results/"),
    Shot("votes", "Votes", "/decisions/"),
    Shot(
        "vote",
        "A participatory budget, counted",
        "/decisions/?state=counted",
        LIST,
    ),
    Shot("decided", "What was decided", "/decisions/decided/"),
    Shot("plan", "The plan, month by month", "/plan/"),
    Shot("plan-phone", "The plan on a phone, in the dark", "/plan/", dark=True, phone=True),
    Shot("money", "Where the money goes", "/plan/money/"),
    Shot("how-we-did", "How we did", "/how-we-did/"),
    Shot(
        "rates", "Rates of bodies with how sure they are", "/evaluation/rates/?of=bodies", dark=True
    ),
    Shot("promises", "Promises kept and broken", "/law/promises/"),
    Shot("place", "A district", "/places/2/"),
    Shot("law", "The charter: the rule above all others here", "/law/", LIST),
    Shot("record", "The record", "/record/", dark=True),
)


@contextmanager
def demo_town() -> Iterator[str]:
    """A town built anew and served on this machine alone; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COMMONHALL_HOME": folder}
        command = [sys.executable, "-m", "commonhall.site.cli", "demo"]
        subprocess.run([*command, "--no-serve"], check=True, env=environment, cwd=ROOT)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [*command, "--port", str(port)], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            yield _answering(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _answering(address: str) -> str:
    for _try in range(240):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return address
    sys.exit(f"{address} does not answer.")


def open_page(browser: Browser, address: str, shot: Shot) -> Page:
    """The page of a shot, with everything loaded. Ends where the page is not there."""
    width, height = PHONE if shot.phone else WIDE
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.dark else "light",
        locale=shot.language,
        base_url=address,
        reduced_motion="reduce",
    )
    page = context.new_page()
    found = page.goto(shot.path, wait_until="load")
    if shot.first:
        link = page.locator(shot.first).first.get_attribute("href")
        found = page.goto(link or "", wait_until="load")
    page.wait_for_timeout(700)  # maps are drawn when everything is there
    if found is None or found.status != 200:
        sys.exit(f"{shot.path} {shot.first}: {found.status if found else 'no answer'}")
    return page


def kept(png: bytes, size: tuple[int, int]) -> bytes:
    """The picture as it is kept: smaller, and as sharp as MOST_BYTES allows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    scale = SCALES[size]
    small = picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
    )
    for quality in (82, 74, 66, 58, 50, 40, 30):
        out = io.BytesIO()
        small.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def sheet() -> str:
    """The page that shows all pictures."""
    lines = [
        "# The main pages",
        "",
        "The fictional town of the demo, as the software draws it now. Made by `make pictures`.",
    ]
    for shot in SHOTS:
        lines += ["", f"## {shot.words}", "", f"![{shot.words}](pages/{shot.name}.webp)"]
    return "\n".join(lines) + "\n"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_town() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS
        )
        for shot in SHOTS:
            page = open_page(browser, address, shot)
            made = kept(page.screenshot(), PHONE if shot.phone else WIDE)
            (FOLDER / f"{shot.name}.webp").write_bytes(made)
            print(f"{shot.name}: {len(made) // 1000} KB")
            page.context.close()
        browser.close()
    for old in FOLDER.glob("*.webp"):
        if old.stem not in {shot.name for shot in SHOTS}:
            old.unlink()
    SHEET.write_text(sheet())


if __name__ == "__main__":
    main()
