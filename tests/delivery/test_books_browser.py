"""Pages of plan books and of projects of residents in a real browser: on a phone and wide, dark and light, with and without scripts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from commonhall.delivery.plan_books import deciding_actions
from tests.browser_kit import (
    MAX_BYTES,
    OpenPage,
    assert_accessible,
    assert_fits,
    screenshot,
    transferred_bytes,
)
from tests.decisions.kit import voter
from tests.delivery import books, projects
from tests.kit import found_hall, signed_in
from tests.law.kit import confirmed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]


def test_they_fit_and_are_accessible(home: Path, open_page: OpenPage) -> None:
    hall = found_hall()
    second, _first, _edition = books.revised(hall)
    (made,) = second.indicators.all()
    deciding_actions.report_book_value.perform(
        hall.parks, indicator=made, value=Decimal(150), on=books.day(0), source="The register."
    )
    book, (homes, _trees) = books.opened(hall, parts=4)[0], books.opened(hall)[1]
    amended = books.amended(hall, homes)
    books.support(voter(hall, 1), amended)
    who = confirmed(hall)
    garden = projects.agreed(hall, who, name="Ada", steps=2)
    projects.finish(who, garden.steps.order_by("pk")[0])
    projects.spend(who, garden)
    client = signed_in(who)
    for number, (path, name) in enumerate(
        (
            ("/plan/books/", "list"),
            (book.get_absolute_url(), "book"),
            (f"/plan/books/{second.pk}/progress/", "progress"),
            (f"/plan/books/{second.pk}/editions/2/", "edition"),
            (homes.get_absolute_url(), "part"),
            (f"{homes.get_absolute_url()}amend/", "amend"),
            (amended.get_absolute_url(), "amendment"),
            ("/plan/projects/", "projects"),
            (garden.get_absolute_url(), "project"),
        )
    ):
        for width, scheme in ((390, "dark"), (1280, "light")):
            page = open_page(path, width=width, scheme=scheme, javascript=False, client=client)  # type: ignore[arg-type]
            assert_fits(page)
            assert transferred_bytes(page) < MAX_BYTES, path
            screenshot(page, f"books-{number}-{name}-{width}")
            page.context.close()
            page = open_page(path, width=width, scheme=scheme, client=client)  # type: ignore[arg-type]
            assert_accessible(page)
            page.context.close()
