"""Several photos, before and after; a worksheet with a map that prints."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from commonhall.cases.cases import actions
from commonhall.cases.pictures.actions import add_picture, show_result
from commonhall.cases.pictures.models import Picture
from commonhall.people.residents.actions import erase_me
from tests.actions.samples.cases import a_photo
from tests.kit import Hall, found_hall, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(home: Path) -> Hall:
    return found_hall()


def test_before_and_after_stand_on_the_page(hall: Hall) -> None:
    case = hall.raise_case()
    before = add_picture.perform(hall.resident, case=case, image=a_photo()).result
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    after = show_result.perform(hall.parks, case=case, image=a_photo(), words='A "new" lamp').result
    content = Client().get(f"/cases/{case.pk}/").content.decode()
    assert (
        content.index(before.address)
        < content.index("Now, according to the body")
        < content.index(after.address)
    )
    assert 'alt="A &quot;new&quot; lamp"' in content and 'alt="Photo of the matter"' in content
    assert Client().get(before.small)["Content-Type"] == "image/jpeg"
    shown = Client().get(after.address)
    assert shown["Content-Type"] == "image/jpeg" and b"".join(shown.streaming_content)  # type: ignore[attr-defined]


def test_what_the_raiser_added_goes_with_their_words_the_bodys_photo_stays(
    hall: Hall, django_capture_on_commit_callbacks: Any
) -> None:
    case = hall.raise_case()
    own = add_picture.perform(hall.resident, case=case, image=a_photo(), words="Our door").result
    actions.mark_done.perform(hall.parks, case=case, text="A new lamp.")
    other = show_result.perform(hall.parks, case=case, image=a_photo()).result
    stored = own.image.name
    with django_capture_on_commit_callbacks(execute=True):
        erase_me.perform(hall.resident, words=True)
    left = Picture.objects.get(pk=own.pk)
    assert (left.image.name, left.words) == ("", "")
    assert not own.image.storage.exists(stored)
    assert Client().get(own.address).status_code == 404
    assert Client().get(other.address).status_code == 200


# --- the worksheet --------------------------------------------------------------------------------
def test_the_ticked_cases_are_on_the_sheet_with_their_points(hall: Hall) -> None:
    placed = hall.raise_case(title="<i>Lamp", unit=None, point=(Decimal("1.5"), Decimal("10.5")))
    plain, other = hall.raise_case(title="Bench"), hall.raise_case(title="Elsewhere")
    actions.pass_on_case.perform(hall.parks, case=other, to=hall.body("roads"), reason="Theirs.")
    client = signed_in(hall.parks)
    picks = "&".join(f"pick={one.pk}" for one in (placed, plain, other))
    sheet = client.get(f"/desk/chosen/?do=sheet&{picks}", follow=True)
    content = sheet.content.decode()
    assert "&lt;i&gt;Lamp" in content and "Bench" in content and "Elsewhere" not in content
    assert content.count('class="still-label"') == 1 and 'class="still-part"' in content


def test_the_map_stands_still_for_one_point_and_is_left_out_for_none(hall: Hall) -> None:
    case = hall.raise_case()
    client = signed_in(hall.parks)
    assert "still-map" not in client.get(f"/desk/worksheet/?cases={case.pk}").content.decode()
    for query in ("", "?cases=x+²+99999999999999999999"):
        assert "This sheet is empty" in client.get(f"/desk/worksheet/{query}").content.decode()
    resident = signed_in("resident").get(f"/desk/worksheet/?cases={case.pk}")
    assert "This sheet is empty" in resident.content.decode()
