"""Pages of the register of assets in a real browser: on a phone and wide, dark and light."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.delivery import assets
from tests.kit import found_hall, signed_in
from tests.law.kit import confirmed
from tests.words import texts

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


def test_they_fit_and_are_accessible(home: Path, open_page: OpenPage) -> None:
    hall = found_hall()
    pitch, who = assets.opened(hall), confirmed(hall)
    assets.book(who, pitch)
    point = (Decimal("1.5"), Decimal("10.5"))
    barn = assets.pitch(hall, "B-1", kind="building", names=texts("Barn"), point=point)
    assets.let(hall, barn)
    client = signed_in(who)
    for number, (path, name) in enumerate(
        (
            ("/plan/assets/", "list"),
            (f"{pitch.get_absolute_url()}?day={assets.day(3).isoformat()}", "pitch"),
            (barn.get_absolute_url(), "barn"),
            (f"{pitch.get_absolute_url()}book/", "book"),
        )
    ):
        for width, scheme in ((390, "dark"), (1280, "light")):
            page = open_page(path, width=width, scheme=scheme, javascript=False, client=client)  # type: ignore[arg-type]
            assert_fits(page)
            assert transferred_bytes(page) < MAX_BYTES, path
            screenshot(page, f"assets-{number}-{name}-{width}")
            page.context.close()
        page = open_page(path, width=390, client=client)
        assert_accessible(page)
        page.context.close()
