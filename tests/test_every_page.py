"""Every page opens: for strangers and for who is signed in, in both languages, in few queries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.core import condition
from tests import undefined_names
from tests.browser_kit import OpenPage
from tests.kit import signed_in
from tests.living import living_hall
from tests.page_looks import PARTS, faults
from tests.page_samples import every_page
from tests.words import CODES, SOURCE, tag

# Sign-in, session and the header included. Each kind of thing in a thread costs one, and each app asked
# for what it holds about somebody; none grows with how much there is.
MOST_QUERIES = 44
# They ask every feature: what does not work, what concerns a body, what followed from an asking. As many
# queries as there are questions, however much there is.
ASK_EVERYTHING = {
    "pages:doctor": 53,
    "pages:administration": 55,
    "people:data": 54,
    "people:export": 50,
    "people:body": 48,
    "cases:case": 46,
    "consultations:conversation": 54,
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "language", [SOURCE, *(pytest.param(one, marks=pytest.mark.slow) for one in CODES[1:])]
)
def test_every_page_opens_for_everybody_it_is_for(home: Path, language: str) -> None:
    hall = living_hall()
    clients = {
        "stranger": Client(),
        "resident": signed_in("resident"),
        "office": signed_in("parks", hall.parks.ref),
    }
    # Whether the tables are those of this version is asked once a process, by whichever page comes first.
    assert condition.migrations().well
    problems = []
    for place, sample in enumerate(every_page()):
        for who, client in clients.items():
            # Whether a reader is let in is no matter of language: in the others, each page has one reader.
            if language != SOURCE and who != list(clients)[place % len(clients)]:
                continue
            client.cookies["django_language"] = language
            with (
                CaptureQueriesContext(connection) as queries,
                undefined_names.recorded() as missing,
            ):
                answer = client.get(sample.address)
            problems += [f"{sample.name} for {who}: nothing gives {name}" for name in missing]
            redirected = sample.page.who == "account" and who == "stranger"
            if answer.status_code != (302 if redirected else 200):
                problems.append(f"{sample.name} for {who}: {answer.status_code}")
            elif len(queries) > ASK_EVERYTHING.get(sample.name, MOST_QUERIES):
                problems.append(f"{sample.name} for {who}: {len(queries)} queries")
            elif not redirected and answer["Content-Type"].startswith("text/html"):
                problems += _faults(sample.name, who, language, answer.content.decode())
    assert not problems, "\n".join(problems)


def _faults(name: str, who: str, language: str, text: str) -> list[str]:
    found = []
    if f'<html lang="{tag(language)}"' not in text:
        found.append("does not speak the language")
    if not re.search(r"<title>\s*\S", text) or text.count("<h1") != 1:
        found.append("has no title or not one heading")
    # A link that a reader may follow, without saying whence, loads nothing by itself.
    loaded = re.sub(r'<a\b[^>]*\brel="noreferrer"[^>]*>', "", text)
    if re.search(r'(src|href|action)="https?://(?!localhost|testserver)', loaded):
        found.append("speaks to another host")
    if re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|\sstyle=|\son\w+=", text):
        found.append("holds inline script or style")
    if "{{" in text or "{%" in text or "None</" in text:
        found.append("shows its template or a None")
    return [f"{name} for {who}: {fault}" for fault in found]


@pytest.mark.browser
@pytest.mark.full
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("language", CODES)
def test_every_page_in_a_browser(home: Path, open_page: OpenPage, language: str, part: int) -> None:
    """The whole matrix in the languages installed; right to left stands with the pseudo-languages."""
    hall = living_hall()
    client, samples = signed_in("parks", hall.parks.ref), list(every_page())[part::PARTS]
    problems = faults(samples, client, open_page, language, language)
    assert not problems, "\n".join(problems)
