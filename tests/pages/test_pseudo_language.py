"""Every page in a language made out of the catalogues, left to right and right to left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from commonhall.pages import help as help_pages
from commonhall.people import learning
from commonhall.ui import hall, languages
from tests import pseudo
from tests.browser_kit import OpenPage, assert_accessible, assert_fits
from tests.kit import signed_in
from tests.living import living_hall
from tests.page_looks import PARTS, faults
from tests.page_samples import every_page

# Django's own names of months, whole or short, have no pseudo-language; codes and addresses have no language at all.
DJANGOS = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"|(Jan\.|Feb\.|March|April|May|June|July|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.) \d{1,2}, \d{4}"
    r"(, (\d{1,2}(:\d\d)? [ap]\.m\.|noon|midnight))?"
    r"|[a-z]+\.[a-z]+:\d+|[0-9A-Z]{4}(-[0-9A-Z]{4}){4}|Commonhall|Open311"
)
HELP = Path(help_pages.__file__).parent
LESSONS = Path(learning.__file__).parent
# A tag that browsers know as written from right to left.
RIGHT_TO_LEFT = "ar"
SPOKEN = {"h1", "h2", "h3", "label", "legend", "button", "th", "dt", "summary", "caption"}
Installed = Callable[..., str]


@pytest.fixture
def installed(tmp_path: Path, settings) -> Iterator[Installed]:  # type: ignore[no-untyped-def]
    """Installs a pseudo-language as the hall's own."""

    def install(right_to_left: bool) -> str:
        code = "qab" if right_to_left else "qaa"
        tag = RIGHT_TO_LEFT if right_to_left else code
        pseudo.make(tmp_path / "locales", code, right_to_left=right_to_left, tag=tag)
        settings.LOCALE_PATHS = [str(tmp_path / "locales")]
        settings.LANGUAGES = [(one.code, one.name) for one in languages.available().values()]
        settings.LANGUAGES_BIDI = [code] if right_to_left else []
        hall.believe(hall.Settled(languages=(code,)), 1e9)
        return tag

    yield install
    hall.believe(hall.NOTHING, 1e9)


class Spoken(HTMLParser):
    """What a page says in its headings, labels, buttons and table heads; a name of a column (<code>) is no word."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.in_code = False
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_code = tag == "code"
        if tag in SPOKEN:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.in_code = False
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if self.inside and not self.in_code and re.search(r"[A-Za-z]{3}", data):
            self.found.append(" ".join(data.split()))


def in_the_database() -> str:
    """Everything somebody wrote: names, titles, texts, packs."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for one in value.values():
                walk(one)
        elif isinstance(value, (list, tuple)):
            for one in value:
                walk(one)

    for model in apps.get_models():
        for row in model._base_manager.values_list():
            walk(row)
    return "\n".join(found)


def in_content() -> str:
    """Words of content that pages show as it stands in its files, one a language (see `core.content`)."""
    name = f"{languages.source().code}.toml"
    files = (file for folder in (HELP, LESSONS) for file in folder.rglob(name))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_a_page_says_was_left_out_of_the_catalogue(
    home: Path, installed: Installed
) -> None:
    living_hall()
    code = installed(right_to_left=False)
    clients = [Client(), signed_in("parks")]
    left: dict[str, str] = {}
    for client in clients:
        for sample in every_page():
            answer = client.get(sample.address)
            # The reference of operations is in English on purpose; the gallery is an invented town.
            if sample.name.startswith(("open_data:api", "gallery:")) or answer.status_code != 200:
                continue
            if answer["Content-Type"].startswith("text/html"):
                text = answer.content.decode()
                assert f'<html lang="{code}"' in text
                left |= {
                    said: sample.name for said in Spoken(text).found if pseudo.FRAME[0] not in said
                }
    written = in_the_database() + in_content()
    forgotten = {
        said: where
        for said, where in left.items()
        if not DJANGOS.fullmatch(said)
        and not all(part in written for part in re.split(" · |: ", said))
    }
    assert forgotten == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("right_to_left", [False, True])
def test_longer_words_fit_and_the_page_turns_round(
    home: Path, installed: Installed, open_page: OpenPage, right_to_left: bool
) -> None:
    living_hall()
    code = installed(right_to_left)
    wanted = {
        "pages:home",
        "cases:list",
        "cases:case",
        "people:body",
        "law:list",
        "cases:raise_case",
    }
    samples = [one for one in every_page() if one.name in wanted]
    assert {one.name for one in samples} == wanted
    client, direction = signed_in("parks"), "rtl" if right_to_left else "ltr"
    for sample in samples:
        page = open_page(sample.address, width=390, client=client)
        assert page.get_attribute("html", "dir") == direction
        assert page.get_attribute("html", "lang") == code
        start = page.locator("main h1").evaluate("h1 => getComputedStyle(h1).textAlign")
        assert start in {"start", "right" if right_to_left else "left"}
        assert_fits(page)
        assert_accessible(page)
        page.context.close()


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_turned_round(
    home: Path, installed: Installed, open_page: OpenPage, part: int
) -> None:
    """The whole matrix from right to left: axe, no sideways scrolling, weight; pictures are left."""
    hall_now = living_hall()
    tag = installed(right_to_left=True)
    client, samples = signed_in("parks", hall_now.parks.ref), list(every_page())[part::PARTS]
    problems = faults(samples, client, open_page, tag, "right-to-left")
    assert not problems, "\n".join(problems)
