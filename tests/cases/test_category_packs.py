"""Ready-made lists of categories: taken over whole, without touching what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhall.cases.categories.actions import set_category_pack
from commonhall.cases.categories.models import Category
from commonhall.cases.categories.packs import PACKS
from commonhall.core.refusals import BadInput, Refused
from tests.kit import Hall, found_hall, signed_in
from tests.words import CODES


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_every_pack_has_its_words_in_every_language() -> None:
    for pack in map(PACKS.__getitem__, PACKS):
        assert set(pack.needed("name")) == set(CODES)
        for one in pack.data["categories"]:
            assert set(pack.needed("categories", one["code"])) == set(CODES)


@pytest.mark.django_db
def test_a_list_is_taken_over_and_what_is_there_stays(hall: Hall) -> None:
    lamps = Category.objects.get(code="lamps")
    set_category_pack.perform(hall.chair, pack="town", body=hall.body("hall"))
    assert Category.objects.count() == len(PACKS["town"].data["categories"])
    again = Category.objects.get(code="lamps")
    assert (again.names, again.body, again.version) == (lamps.names, lamps.body, lamps.version)
    # The list names the body "parks" for playgrounds, and this hall has one; it has none called "water".
    by_code = {one.code: one.body.code for one in Category.objects.select_related("body")}
    assert (by_code["playgrounds"], by_code["water-pressure"]) == ("parks", "hall")
    with pytest.raises(BadInput, match="already have every"):
        set_category_pack.perform(hall.chair, pack="town", body=hall.body("hall"))


@pytest.mark.django_db
def test_only_whoever_sets_categories_takes_over_a_list(hall: Hall) -> None:
    with pytest.raises(Refused):
        set_category_pack.perform(hall.parks, pack="town", body=hall.body("hall"))
    with pytest.raises(BadInput):
        set_category_pack.perform(hall.chair, pack="village", body=hall.body("hall"))
    assert Category.objects.count() == 1
    shown = signed_in(hall.chair).get("/cases/categories/").content.decode()
    assert 'href="/cases/categories/set-category-pack/"' in shown
    shown = signed_in(hall.parks).get("/cases/categories/").content.decode()
    assert "set-category-pack" not in shown
