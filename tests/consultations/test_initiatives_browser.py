"""Pages of initiatives in a real browser: readable by everybody, on a phone and in the dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.consultations.initiatives.models import Initiative
from tests.browser_kit import MAX_BYTES, OpenPage, assert_accessible, assert_fits, transferred_bytes
from tests.browser_kit import screenshot as picture
from tests.kit import signed_in
from tests.living import living_hall

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_their_pages_are_for_everybody(
    home: Path, open_page: OpenPage, width: int, scheme: str
) -> None:
    hall = living_hall()
    client = signed_in(hall.resident)
    answered = Initiative.objects.exclude(led_to="").get()
    running = Initiative.objects.get(state="open", hidden_for="")
    for name, path in (
        ("list", "/conversations/initiatives/"),
        ("answered", answered.get_absolute_url()),
        ("running", running.get_absolute_url()),
        ("sign", f"{running.get_absolute_url()}sign/"),
        ("begin", "/conversations/initiatives/begin/"),
    ):
        page = open_page(path, width=width, scheme=scheme, client=client)  # type: ignore[arg-type]
        assert_accessible(page)
        assert_fits(page)
        assert transferred_bytes(page) < MAX_BYTES
        picture(page, f"initiative-{name}-{width}")
