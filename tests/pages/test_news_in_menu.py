"""The menu of every page says how much is new of what one follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonhall.actions.models import Notification
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def tell(hall: Hall, count: int = 1) -> None:
    case = hall.raise_case()
    for number in range(count):
        Notification.objects.create(
            account_id=hall.resident.account or 0,
            entry=f"00000000-0000-0000-0000-{number:012}",
            action="cases.answer_case",
            ref=case.ref,
            at=timezone.now(),
        )


def head_of(client: Client, address: str = "/help/") -> str:
    return client.get(address).content.decode().partition("<main")[0]


def test_it_says_how_much_until_it_is_read(hall: Hall) -> None:
    client = signed_in("resident")
    tell(hall, 3)
    assert "3 new" in head_of(client)
    assert " new<" not in head_of(signed_in("clerk")) and " new<" not in head_of(Client())
    client.post("/me/notifications/read/")
    assert "3 new" not in head_of(client)


def test_looking_at_the_news_is_reading_it(hall: Hall) -> None:
    client = signed_in("resident")
    tell(hall)
    assert "1 new" in head_of(client)
    assert "1 new" not in head_of(client, "/me/notifications/")


def test_it_costs_one_query_a_minute_and_strangers_none(hall: Hall) -> None:
    client, stranger = signed_in("resident"), Client()

    def asked(one: Client) -> int:
        with CaptureQueriesContext(connection) as caught:
            one.get("/help/")
        return sum("actions_notification" in query["sql"] for query in caught.captured_queries)

    head_of(client), head_of(stranger)
    caches["local"].delete(f"news:{hall.resident.account}")
    assert (asked(client), asked(client), asked(stranger)) == (1, 0, 0)
