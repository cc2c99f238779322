"""Style sheets are written one file a layer, and sent as one that browsers may keep."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from commonhall.ui import style_sheets
from commonhall.ui.style_sheets import style_sheet

# Every rule of a sheet as the browser understands it.
RULES = """css => {
    const element = document.createElement("style")
    element.textContent = css
    document.head.append(element)
    const found = []
    const walk = (rules, depth) => {
        for (const rule of rules) {
            if (rule.cssRules?.length && !rule.selectorText) {
                found.push(depth + rule.cssText.split("{")[0])
                walk(rule.cssRules, depth + " ")
            } else found.push(depth + rule.cssText)
        }
    }
    walk(element.sheet.cssRules, "")
    element.remove()
    return found
}"""


def test_each_file_is_a_layer_of_the_order_or_stands_apart() -> None:
    files = {file.stem for file in style_sheets.FOLDER.glob("*.css")}
    assert files == {*style_sheets.layers(), "dark", "map"}


@pytest.mark.parametrize("layer", style_sheets.layers())
def test_a_file_holds_its_layer_alone(layer: str) -> None:
    css = (style_sheets.FOLDER / f"{layer}.css").read_text()
    assert re.findall(r"@layer ([\w-]+) \{", css) == [layer]
    assert css.rstrip().endswith("\n}")


def test_what_is_sent_begins_with_the_order_of_the_layers() -> None:
    assert style_sheet("commonhall").text.startswith(
        "@layer tokens, fonts, base, layout, parts, forms,"
    )


def test_a_page_links_the_sheet_that_browsers_keep_for_a_year(client: Client) -> None:
    page = client.get("/ui/").content.decode()
    links = re.findall(r'<link rel="stylesheet"\s+href="([^"]+)"', page)
    assert links == [style_sheets.address("commonhall"), style_sheets.address("dark")]
    for link, name in zip(links, ("commonhall", "dark"), strict=True):
        answer = client.get(link)
        assert answer.content.decode() == style_sheet(name).text
        assert answer["Content-Type"] == "text/css; charset=utf-8"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_old_address_gives_the_sheet_of_now_and_is_not_kept(client: Client) -> None:
    answer = client.get("/styles/commonhall.0123456789ab.css")
    assert answer.content.decode() == style_sheet("commonhall").text
    assert answer["Cache-Control"] == "no-cache"


def test_there_is_no_other_sheet(client: Client) -> None:
    assert client.get("/styles/tokens.0123456789ab.css").status_code == 404


def test_with_debug_a_sheet_follows_its_files(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(style_sheets.FOLDER, tmp_path / "styles")
    monkeypatch.setattr(style_sheets, "FOLDER", tmp_path / "styles")
    settings.DEBUG = True
    before = style_sheets.address("commonhall")
    with (tmp_path / "styles" / "print.css").open("a") as file:
        file.write("@layer print {\n  .added {\n    color: red;\n  }\n}\n")
    assert style_sheets.address("commonhall") != before
    assert ".added {color: red;}" in style_sheet("commonhall").text


def test_squeezing_keeps_every_space_that_means_something() -> None:
    css = (
        "/* gone */\n@media (min-width: 1rem) and\n  (hover) {\n  .a .b,\n  .c > :is(p, li) {\n"
        '    inline-size: calc(1rem - 2px);\n    content: " <" attr(href);\n  }\n}\n'
    )
    assert style_sheets.squeezed(css) == (
        "@media (min-width: 1rem) and (hover) {.a .b,.c > :is(p, li) {"
        'inline-size: calc(1rem - 2px);content: " <" attr(href);}}'
    )


@pytest.mark.browser
def test_a_browser_reads_the_same_rules_in_what_is_sent(chromium: Browser) -> None:
    page = chromium.new_page()
    # What follows from a place's colour has no file: tests/ui/test_colours.py.
    for name in (one for one in style_sheets.NAMES if not one.startswith("own")):
        files = [style_sheets.FOLDER / f"{file}.css" for file in style_sheets.files_of(name)]
        written = "\n".join(file.read_text() for file in files)
        written = re.sub(
            r'"fonts/([\w-]+)\.woff2"', lambda found: f'"{style_sheets.font(found[1])}"', written
        )
        assert rules(page, style_sheet(name).text) == rules(page, written)
    page.close()


def rules(page: Page, css: str) -> list[str]:
    """The rules of a sheet, in which a break after a comma counts for nothing."""
    found = page.evaluate(RULES, css)
    assert len(found) > 2
    return [re.sub(r",\s*", ",", re.sub(r"\s+", " ", rule)) for rule in found]
