"""Disputes by the API: those between bodies whole, the confidential ones as five figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonhall.disputes.disputes import figures
from tests.actions.samples.disputes import brought
from tests.disputes.kit import agreed
from tests.kit import Hall, found_hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_disputes_between_bodies_are_listed_and_read(hall: Hall) -> None:
    one = brought(hall)
    Client().get("/api/v1/body-disputes")
    with CaptureQueriesContext(connection) as few:
        listed = Client().get("/api/v1/body-disputes").json()
    (found,) = listed["items"]
    assert (found["claimant"], found["body"]) == ("parks", "roads")
    read = Client().get(f"/api/v1/body-disputes/{one.pk}").json()
    assert read == found and read["url"].endswith(one.get_absolute_url())
    for _ in range(3):
        brought(hall)
    with CaptureQueriesContext(connection) as many:
        assert len(Client().get("/api/v1/body-disputes").json()["items"]) == 4
    assert len(many) == len(few)


def test_of_confidential_disputes_there_are_figures_alone(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    dispute = agreed(hall)
    assert Client().get("/api/v1/disputes-figures").json() == {
        "opened": None,
        "accepted": None,
        "agreed": None,
        "held": None,
        "days": None,
        "fewest": 10,
    }
    monkeypatch.setattr(figures, "FEWEST", 1)
    assert Client().get("/api/v1/disputes-figures").json()["opened"] == 1
    assert Client().get(f"/api/v1/disputes/{dispute.pk}").status_code == 404
