"""Every feed is Atom by a reader that is not ours, and says in its language what is new."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.living import living_hall
from tests.words import CODES

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    "/cases/feed.atom",
    "/conversations/feed.atom",
    "/decisions/feed.atom",
    "/plan/feed.atom",
    "/services/minimum-standards/feed.atom",
    "/law/feed.atom",
    "/evaluation/feed.atom",
]


@pytest.mark.slow
def test_every_feed_says_what_is_new(home: Path) -> None:
    living_hall()
    for address in FEEDS:
        for language in CODES:
            client = Client()
            client.cookies["django_language"] = language
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert answer["Content-Type"].startswith("application/atom+xml"), address
            assert len(queries) <= 12, (address, len(queries))
            feed = ElementTree.fromstring(answer.content)
            assert feed.tag == f"{ATOM}feed" and feed.findtext(f"{ATOM}title"), address
            entries = feed.findall(f"{ATOM}entry")
            assert entries, address
            for entry in entries:
                assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
                link = entry.find(f"{ATOM}link")
                assert entry.findtext(f"{ATOM}title") and link is not None
                assert Client().get(link.attrib["href"]).status_code == 200, link.attrib["href"]


def test_a_page_names_its_feed(home: Path) -> None:
    living_hall()
    for page, address in (
        ("/plan/", "/plan/feed.atom"),
        ("/law/", "/law/feed.atom"),
        ("/evaluation/", "/evaluation/feed.atom"),
        ("/services/minimum-standards/", "/services/minimum-standards/feed.atom"),
    ):
        assert f'href="{address}"' in Client().get(page).content.decode()
