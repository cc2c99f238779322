"""The API's document: operations of one kind share their models, and it is sent as it was once made."""

from __future__ import annotations

import gzip
import json

import pytest
from django.test import Client

from commonhall.open_data import action_operations, openapi_document
from tests.kit import found_hall

ADDRESS = "/api/v1/openapi.json"


def test_operations_of_one_kind_share_their_models() -> None:
    """Making models for each of some 300 operations took 3 s of every process that starts."""
    operations = [
        one for view in action_operations.router.path_operations.values() for one in view.operations
    ]
    models = {
        id(model)
        for one in operations
        for model in (*one.models, *one.response_models.values())
        if model is not None
    }
    assert len(operations) > 200
    assert len(models) < 50


@pytest.mark.django_db
def test_the_document_is_made_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found_hall()
    first = client.get(ADDRESS)
    for what in ("made", "json"):
        monkeypatch.setattr(openapi_document, what, None)
    again = client.get(ADDRESS)
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert "/api/v1/cases/raise" in json.loads(again.content)["paths"]


@pytest.mark.django_db
def test_the_document_is_sent_compressed_and_only_if_it_changed(client: Client) -> None:
    found_hall()
    plain = client.get(ADDRESS)
    assert not plain.has_header("Content-Encoding")
    small = client.get(ADDRESS, headers={"accept-encoding": "br, gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    known = client.get(ADDRESS, headers={"if-none-match": plain["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert "Accept-Language" in plain["Vary"]
