"""The character U+0000 in an address: no text holds it, PostgreSQL refuses it, and an HTML page is no answer to a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.kit import found_hall
from tests.open_data.test_api import SNAPSHOT

pytestmark = pytest.mark.django_db


def test_every_question_of_the_api_answers_as_it_promises(home: Path) -> None:
    found_hall()
    client = Client()
    paths = json.loads(SNAPSHOT.read_text(encoding="utf-8"))["paths"]
    for path, methods in paths.items():
        said = methods.get("get")
        if said is None:
            continue
        inputs = said.get("parameters", [])
        address, query = path, "?"
        for one in inputs:
            if one["schema"].get("type", "string") != "string" or one["in"] == "header":
                value = "1"
            else:
                value = "a%00b"
            if one["in"] == "path":
                address = address.replace(f"{{{one['name']}}}", value)
            elif one["in"] == "query":
                query += f"{one['name']}={value}&"
        answer = client.get(address + query)
        promised = {*said["responses"], "401", "429"}
        assert str(answer.status_code) in promised, (path, answer.status_code)
        assert answer["Content-Type"].partition(";")[0] != "text/html", path


def test_a_page_says_what_to_remove(home: Path) -> None:
    found_hall()
    answer = Client().get("/search/?q=a%00b")
    assert answer.status_code == 400
    assert "U+0000" in answer.content.decode()
